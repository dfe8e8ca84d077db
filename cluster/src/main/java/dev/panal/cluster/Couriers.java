package dev.panal.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what is for all nodes to each of them, by a courier of its own: one that waits at a node
/// which does not read, or which a cut cable leads to, keeps nothing from the others. In order for
/// each node. From any thread; never waits.
final class Couriers {
  private static final Logger LOG = LoggerFactory.getLogger(Couriers.class);

  /// Letters for one node, some tens of seconds of heartbeats, views and the like. What goes beyond
  /// it is dropped, as if it were lost on the way: JGroups sends it again if it is missed.
  static final int MAX_WAITING = 512;

  private final Road road;
  private final Map<PhysicalAddress, Courier> couriers = new ConcurrentHashMap<>();

  /// The way to one node, which may be long.
  interface Road {
    void send(PhysicalAddress to, byte[] letter) throws Exception;
  }

  Couriers(Road road) {
    this.road = road;
  }

  /// @param letter not changed by anybody from now on
  void send(List<PhysicalAddress> nodes, byte[] letter) {
    for (PhysicalAddress node : nodes) {
      couriers.computeIfAbsent(node, Courier::new).take(letter);
    }
  }

  /// Sends nobody to others any more. Who is on the way arrives or fails.
  void keep(Collection<? extends Address> nodes) {
    couriers.keySet().retainAll(nodes);
  }

  private final class Courier {
    private final PhysicalAddress node;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    Courier(PhysicalAddress node) {
      this.node = node;
    }

    void take(byte[] letter) {
      if (count.get() >= MAX_WAITING) {
        return;
      }
      waiting.add(letter);
      if (count.getAndIncrement() == 0) {
        Thread.ofVirtual().name("ring courier").start(this::run);
      }
    }

    private void run() {
      int left;
      do {
        left = count.addAndGet(-carry());
      } while (left > 0);
    }

    /// @return how many letters are off the list
    private int carry() {
      try {
        road.send(node, waiting.remove());
        return 1;
      } catch (Exception e) { // JGroups declares no less
        LOG.debug("cannot send to {}", node, e);
        // Each of the others would wait as long, and be too late.
        int late = count.get() - 1;
        for (int i = 0; i < late; i++) {
          waiting.remove();
        }
        return 1 + late;
      }
    }
  }
}

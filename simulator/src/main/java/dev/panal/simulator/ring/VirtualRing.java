package dev.panal.simulator.ring;

import dev.panal.io.Completion;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.simulator.Host;
import dev.panal.simulator.VirtualWorld;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.ring.Buckets;
import dev.panal.tracker.ring.Ring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What keeps trackers together, without an engine: members in sides (one, unless the net is cut),
/// three owners for each bucket by rendezvous hashing, messages that take a while, and owners that
/// copy from each other whenever the membership changes.
public final class VirtualRing {
  private static final byte[] SECRET = new byte[32];

  private final VirtualWorld world;
  private final Duration latency;
  private final Duration detection;
  private final List<Node> nodes = new ArrayList<>();

  /// @param latency of a message
  /// @param detection how long it takes until a death, or a cut, is noticed
  public VirtualRing(VirtualWorld world, Duration latency, Duration detection) {
    this.world = world;
    this.latency = latency;
    this.detection = detection;
  }

  /// Adds a tracker that has been started on `host`. It owns buckets once it has their content.
  public Ring join(Host host, Tracker tracker) {
    Node node = new Node(nodes.size(), host, tracker);
    nodes.add(node);
    rebalance();
    return node;
  }

  /// These have died, all at once: nobody hears them, and after a while the others notice.
  public void died(List<Host> hosts) {
    for (Node node : nodes) {
      if (hosts.contains(node.host)) {
        node.dead = true;
      }
    }
    world.after(
        detection,
        () -> {
          nodes.forEach(node -> node.noticed = node.dead);
          rebalance();
        });
  }

  /// Cuts these off from the others.
  public void cut(List<Host> hosts) {
    for (Node node : nodes) {
      node.reachable = hosts.contains(node.host) ? 1 : 0;
    }
    world.after(
        detection,
        () -> {
          nodes.forEach(node -> node.side = node.reachable);
          rebalance();
        });
  }

  /// Joins what was cut: all sides tell each other all they have.
  public void heal() {
    nodes.forEach(node -> node.reachable = 0);
    world.after(
        detection,
        () -> {
          List<Node> holders = living(nodes);
          for (Node from : holders) {
            for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
              if (from.holds[bucket]) {
                for (Node to : holders) {
                  if (to.side != from.side) {
                    copy(bucket, from, to);
                  }
                }
              }
            }
          }
          nodes.forEach(node -> node.side = 0);
          rebalance();
        });
  }

  private static List<Node> living(List<Node> nodes) {
    return nodes.stream().filter(node -> !node.dead).toList();
  }

  /// The owners of a bucket, as the members of a side see it.
  private List<Node> owners(int bucket, int side) {
    return nodes.stream()
        .filter(node -> node.side == side && !node.noticed)
        .sorted(Comparator.comparingLong(node -> node.rank(bucket)))
        .limit(Ring.OWNERS)
        .toList();
  }

  private void rebalance() {
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      int number = bucket;
      List<Integer> sides = nodes.stream().map(node -> node.side).distinct().toList();
      for (int side : sides) {
        List<Node> owners = owners(bucket, side);
        List<Node> sources =
            nodes.stream()
                .filter(node -> node.side == side && !node.dead && node.holds[number])
                .toList();
        for (Node owner : owners) {
          if (!owner.holds[number] && !owner.dead) {
            fill(number, sources, owner);
          }
        }
        sources.stream().filter(node -> !owners.contains(node)).forEach(node -> node.lose(number));
      }
    }
  }

  private void fill(int bucket, List<Node> sources, Node owner) {
    if (sources.isEmpty()) {
      owner.holds[bucket] = true;
    } else {
      copy(bucket, sources.getFirst(), owner);
      world.after(
          latency.multipliedBy(4),
          () -> owner.holds[bucket] = owners(bucket, owner.side).contains(owner));
    }
  }

  private void copy(int bucket, Node from, Node to) {
    from.tracker
        .replica()
        .copy(
            bucket,
            state ->
                world.after(
                    latency,
                    () -> {
                      if (!to.dead) {
                        to.tracker.replica().absorb(bucket, state);
                      }
                    }));
  }

  private boolean reaches(Node from, Node to) {
    return !to.dead && from.reachable == to.reachable;
  }

  /// One member, as the ring of its tracker.
  private final class Node implements Ring {
    private final int number;
    private final Host host;
    private final Tracker tracker;
    private final boolean[] holds = new boolean[Buckets.COUNT];
    private int side;
    private int reachable;
    private boolean dead;
    private boolean noticed;

    Node(int number, Host host, Tracker tracker) {
      this.number = number;
      this.host = host;
      this.tracker = tracker;
    }

    private long rank(int bucket) {
      long mixed = (bucket * 1_000_003L + number) * 0x9E3779B97F4A7C15L;
      return ((mixed ^ (mixed >>> 32)) * 0xC2B2AE3D27D4EB4FL) >>> 1;
    }

    private void lose(int bucket) {
      holds[bucket] = false;
      tracker.replica().forget(bucket);
    }

    @Override
    public boolean holds(int bucket) {
      return holds[bucket];
    }

    @Override
    public int nodes() {
      return (int) VirtualRing.this.nodes.stream().filter(node -> !node.noticed).count();
    }

    @Override
    public boolean leads(int bucket) {
      return owners(bucket, side).getFirst().equals(this);
    }

    @Override
    public void replicate(Map<Integer, byte[]> batches, Completion<Void> completion) {
      List<Runnable> deliveries = new ArrayList<>();
      boolean all = true;
      for (Map.Entry<Integer, byte[]> batch : new TreeMap<>(batches).entrySet()) {
        int bucket = batch.getKey();
        byte[] records = batch.getValue();
        for (Node owner : owners(bucket, side)) {
          all &= reaches(this, owner);
          deliveries.add(() -> {
            if (reaches(this, owner)) {
              owner.tracker.replica().apply(bucket, records);
            }
          });
        }
      }
      boolean everywhere = all;
      world.after(latency, () -> deliveries.forEach(Runnable::run));
      back(latency.multipliedBy(2), () -> completion.accept(everywhere ? done() : gone()));
    }

    @Override
    public void ask(int bucket, int attempt, byte[] question, Completion<byte[]> completion) {
      List<Node> others =
          owners(bucket, side).stream().filter(owner -> !owner.equals(this)).toList();
      if (others.isEmpty() || !reaches(this, others.get(attempt % others.size()))) {
        back(latency.multipliedBy(10), () -> completion.accept(gone()));
        return;
      }
      Node asked = others.get(attempt % others.size());
      world.after(
          latency,
          () ->
              asked
                  .tracker
                  .replica()
                  .answer(
                      question,
                      answer -> back(latency, () -> completion.accept(Result.done(answer)))));
    }

    private void back(Duration delay, Runnable task) {
      world.after(
          delay,
          () -> {
            if (!dead) {
              host.ports().loop().execute(task);
            }
          });
    }

    /// Nothing, of which there is no instance.
    @SuppressWarnings("NullAway")
    private static Result<Void> done() {
      return Result.done(null);
    }

    private static <T> Result<T> gone() {
      return Result.failed(Failure.Reason.UNREACHABLE, "ring", "an owner is gone");
    }

    @Override
    public void tell(byte[] news) {
      for (Node node : nodes) {
        if (!node.equals(this)) {
          world.after(
              latency,
              () -> {
                if (reaches(this, node)) {
                  node.tracker.replica().hear(news);
                }
              });
        }
      }
    }

    @Override
    public byte[] secret() {
      return SECRET.clone();
    }
  }
}

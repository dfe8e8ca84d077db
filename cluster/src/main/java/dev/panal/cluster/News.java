package dev.panal.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jgroups.Address;

/// What is told to all other nodes, on the loop: to each in its own time, so that one that is slow
/// holds up nobody; what it misses, it misses.
final class News {
  /// Texts that may wait for a node; the oldest goes when there are more.
  private static final int MAX_WAITING = 4_096;

  private static final int MAX_PER_LETTER = 512;

  /// Sends a letter and calls back on the loop when the network has it.
  interface Post {
    void send(Address to, Letter letter, Runnable sent);
  }

  private final Post post;
  private final Map<Address, Lane> lanes = new HashMap<>();

  News(Post post) {
    this.post = post;
  }

  private static final class Lane {
    final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    boolean busy;
  }

  void tell(Set<Address> others, byte[] text) {
    for (Address other : others) {
      Lane lane = lanes.computeIfAbsent(other, o -> new Lane());
      if (lane.waiting.size() >= MAX_WAITING) {
        lane.waiting.remove();
      }
      lane.waiting.add(text);
      flush(other, lane);
    }
  }

  private void flush(Address to, Lane lane) {
    if (lane.busy || lane.waiting.isEmpty()) {
      return;
    }
    List<byte[]> texts = new ArrayList<>();
    while (texts.size() < MAX_PER_LETTER && !lane.waiting.isEmpty()) {
      texts.add(lane.waiting.remove());
    }
    lane.busy = true;
    post.send(
        to,
        new Letter(Letter.Kind.NEWS, 0, texts),
        () -> {
          lane.busy = false;
          flush(to, lane);
        });
  }

  void look(Set<Address> members) {
    lanes.keySet().retainAll(members);
  }
}

package dev.panal.tracker;

import dev.panal.tracker.ring.Buckets;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What is known of swarms from outside, on its way to their owners: after a start, all that was
/// counted before it. A little at a time, so that announces find room beside it.
final class RingKnowledge {
  /// Eighty kilobytes on their way.
  private static final int AT_ONCE = 2_000;

  /// Twice what a start recalls; of more, the rest is told after the next start.
  private static final int MAX_WAITING = 500_000;

  private final Outbox outbox;
  private final Deque<KnownSwarm> waiting = new ArrayDeque<>();
  private final byte[] record = new byte[SwarmRecord.BYTES];
  private boolean underWay;

  RingKnowledge(Outbox outbox) {
    this.outbox = outbox;
  }

  void add(KnownSwarm known) {
    if (waiting.size() < MAX_WAITING) {
      waiting.add(known);
    }
  }

  /// Tells what has been added.
  void tell() {
    if (underWay || waiting.isEmpty()) {
      return;
    }
    underWay = true;
    List<KnownSwarm> told = new ArrayList<>();
    while (told.size() < AT_ONCE && !waiting.isEmpty()) {
      KnownSwarm known = waiting.remove();
      SwarmRecord.write(known, ByteBuffer.wrap(record));
      outbox.add(Buckets.of(known.infoHash()), record, record.length);
      told.add(known);
    }
    outbox.whenSpread(everywhere -> {
      underWay = false;
      if (!everywhere) {
        told.forEach(this::add);
      }
      tell();
    });
  }
}

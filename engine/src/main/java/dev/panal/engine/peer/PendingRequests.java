package dev.panal.engine.peer;

import dev.panal.wire.metainfo.PieceGeometry;

/// The blocks asked of one peer and not yet answered, oldest first, and how many there should be.
///
/// **How deep.** A connection is full when the requests on their way cover its bandwidth-delay
/// product. The delay is not known, so as libtorrent does the queue is sized in time: as many
/// blocks as arrive in [#QUEUE_TIME_SECONDS] at the present rate. Until the rate stops growing
/// every block that arrives makes room for one more (slow start), which doubles the queue in each
/// round trip.
///
/// Answers come mostly in order, so the search from the front ends at once. Requests that were
/// taken back (cancelled, timed out, choked away) may still be answered: they are remembered for a
/// while and forgiven once each, since only a block that was never asked for is a violation.
final class PendingRequests {
  private static final double QUEUE_TIME_SECONDS = 2.0;
  private static final int MIN_TARGET = 8;
  private static final int START_TARGET = 16;

  /// A row of requests leaves when this part of the queue is empty.
  private static final int ROW_FRACTION = 16;

  /// Taken-back requests remembered. More than one full queue of them at once does not happen by
  /// chance.
  private static final int FORGIVEN = 1024;

  private final int limit;
  private long[] queue = new long[32];
  private int head;
  private int size;
  private final LongRing forgiven = new LongRing(FORGIVEN);
  private int target = START_TARGET;
  private boolean slowStart = true;
  private long lastRate;

  /// @param limit the most requests ever outstanding: our setting or the peer's `reqq`, whichever
  ///   is less
  PendingRequests(int limit) {
    this.limit = limit;
  }

  int size() {
    return size;
  }

  /// How many more requests should leave now: in rows of some, since picking and sending one at a
  /// time costs more.
  int room(int peerLimit) {
    int wanted = Math.min(Math.min(target, limit), Math.max(1, peerLimit));
    int room = wanted - size;
    return room > wanted / ROW_FRACTION ? room : 0;
  }

  void add(int piece, int block) {
    if (size == queue.length) {
      grow();
    }
    queue[(head + size) & (queue.length - 1)] = key(piece, block);
    size++;
  }

  /// A block came.
  ///
  /// @return whether it was asked for
  boolean answered(int piece, int block) {
    if (remove(piece, block)) {
      if (slowStart && target < limit) {
        target++;
      }
      return true;
    }
    return forgiven.remove(key(piece, block));
  }

  /// The request is off the queue, without an answer to come (a reject).
  ///
  /// @return whether it was outstanding, or had been taken back
  boolean rejected(int piece, int block) {
    return remove(piece, block) || forgiven.remove(key(piece, block));
  }

  boolean contains(int piece, int block) {
    return indexOf(key(piece, block)) >= 0;
  }

  /// We no longer expect this one; should it come all the same it is forgiven.
  boolean takeBack(int piece, int block) {
    if (!remove(piece, block)) {
      return false;
    }
    forgiven.add(key(piece, block));
    return true;
  }

  /// Takes all back, oldest first.
  void takeBackAll(BlockConsumer consumer) {
    while (size > 0) {
      long key = queue[head];
      head = (head + 1) & (queue.length - 1);
      size--;
      forgiven.add(key);
      consumer.accept((int) (key >>> 32), (int) key);
    }
  }

  /// To be called about twice a second.
  void resize(long bytesPerSecond) {
    if (slowStart && bytesPerSecond > 0 && lastRate > 0 && bytesPerSecond < lastRate * 1.1) {
      slowStart = false;
    }
    lastRate = bytesPerSecond;
    if (!slowStart) {
      double blocks = bytesPerSecond * QUEUE_TIME_SECONDS / PieceGeometry.BLOCK_LENGTH;
      target = (int) Math.max(MIN_TARGET, Math.min(limit, blocks + 1));
    }
  }

  /// The peer went silent: ask for little until it moves again.
  void shrink() {
    target = 1;
    slowStart = true;
    lastRate = 0;
  }

  private boolean remove(int piece, int block) {
    int index = indexOf(key(piece, block));
    if (index < 0) {
      return false;
    }
    int mask = queue.length - 1;
    if (index == 0) {
      head = (head + 1) & mask;
    } else {
      for (int i = index; i < size - 1; i++) {
        queue[(head + i) & mask] = queue[(head + i + 1) & mask];
      }
    }
    size--;
    return true;
  }

  private int indexOf(long key) {
    int mask = queue.length - 1;
    for (int i = 0; i < size; i++) {
      if (queue[(head + i) & mask] == key) {
        return i;
      }
    }
    return -1;
  }

  private void grow() {
    long[] bigger = new long[queue.length * 2];
    for (int i = 0; i < size; i++) {
      bigger[i] = queue[(head + i) & (queue.length - 1)];
    }
    queue = bigger;
    head = 0;
  }

  private static long key(int piece, int block) {
    return (long) piece << 32 | block;
  }
}

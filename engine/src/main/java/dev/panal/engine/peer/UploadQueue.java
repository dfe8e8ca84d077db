package dev.panal.engine.peer;

import dev.panal.io.Connection;
import dev.panal.io.Failure;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// What one peer has asked of us and not yet got.
///
/// Requests stay three numbers in a queue until the socket wants bytes: nothing is read for a peer
/// that does not drain. Enough blocks are read ahead to fill the socket up to its mark, so that a
/// whole row of them leaves in one gathered write; for a fast peer more, since while one stretch is
/// read the others have to last.
final class UploadQueue {
  /// Requests of one peer that we keep; we say so in the extension handshake (`reqq`). At 16 KiB
  /// this is a bandwidth-delay product of 32 MiB.
  static final int MAX_REQUESTS = 2048;

  /// What is read ahead lasts for this part of a second, which is longer than a read takes.
  private static final int AHEAD_PER_SECOND = 64;

  /// From 64 MB/s on. With a quarter of it, 4 GiB between two processes on two cores took 5.2 s
  /// instead of 4.6 s; more gives no more.
  private static final int MOST_AHEAD_BYTES = 1 << 20;

  private record Wanted(int piece, int begin, int length) {}

  /// What the queue needs of its connection.
  interface Outlet {
    void sendBlock(int piece, int begin, ByteBuffer block, Runnable release);

    void sendReject(int piece, int begin, int length);

    boolean closed();

    /// What the peer takes at present.
    long bytesPerSecond();

    /// The file under a verified piece can no longer be read.
    void unreadable(int piece, Failure failure);
  }

  private final Connection connection;
  private final BlockSource source;
  private final RateLimiter limiter;
  private final Outlet outlet;
  private final ArrayDeque<Wanted> queue = new ArrayDeque<>();
  private int readingBytes;
  private boolean waitingForLimiter;

  UploadQueue(Connection connection, BlockSource source, RateLimiter limiter, Outlet outlet) {
    this.connection = connection;
    this.source = source;
    this.limiter = limiter;
    this.outlet = outlet;
  }

  int size() {
    return queue.size();
  }

  /// @return false if the peer already has as many requests here as we keep
  boolean offer(int piece, int begin, int length) {
    if (queue.size() >= MAX_REQUESTS) {
      return false;
    }
    queue.add(new Wanted(piece, begin, length));
    pump();
    return true;
  }

  /// @return whether it was still waiting
  boolean cancel(int piece, int begin, int length) {
    return queue.removeFirstOccurrence(new Wanted(piece, begin, length));
  }

  /// Drops all that has not been read yet, as a choke does.
  ///
  /// @param tell whether the peer is told of each (BEP 6)
  void clear(boolean tell) {
    while (!queue.isEmpty()) {
      Wanted wanted = queue.remove();
      if (tell) {
        outlet.sendReject(wanted.piece, wanted.begin, wanted.length);
      }
    }
  }

  /// Sends what may be sent now.
  void pump() {
    while (!queue.isEmpty()
        && !outlet.closed()
        && readingBytes + connection.queuedBytes() < aheadBytes()) {
      if (!limiter.open()) {
        awaitLimiter();
        return;
      }
      Wanted next = queue.remove();
      limiter.spend(next.length);
      readingBytes += next.length;
      source.read(next.piece, next.begin, next.length, new Delivery(next));
    }
  }

  private long aheadBytes() {
    return Math.clamp(
        outlet.bytesPerSecond() / AHEAD_PER_SECOND, Connection.WRITE_MARK_BYTES, MOST_AHEAD_BYTES);
  }

  private void awaitLimiter() {
    if (!waitingForLimiter) {
      waitingForLimiter = true;
      limiter.whenOpen(() -> {
        waitingForLimiter = false;
        pump();
      });
    }
  }

  private final class Delivery implements BlockSource.Receiver {
    private final Wanted wanted;

    Delivery(Wanted wanted) {
      this.wanted = wanted;
    }

    @Override
    public void block(ByteBuffer bytes, Runnable release) {
      readingBytes -= wanted.length;
      if (outlet.closed()) {
        release.run();
        return;
      }
      outlet.sendBlock(wanted.piece, wanted.begin, bytes, release);
      pump();
    }

    @Override
    public void failed(Failure failure) {
      readingBytes -= wanted.length;
      if (!outlet.closed()) {
        outlet.sendReject(wanted.piece, wanted.begin, wanted.length);
        outlet.unreadable(wanted.piece, failure);
      }
    }
  }
}

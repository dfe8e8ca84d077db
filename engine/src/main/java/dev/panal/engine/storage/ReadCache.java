package dev.panal.engine.storage;

import dev.panal.io.Disk;
import dev.panal.io.Disk.Span;
import dev.panal.io.Failure;
import dev.panal.io.Lease;
import dev.panal.io.Result;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is on its way from the disk to peers, for all torrents of a session.
///
/// Peers ask for 16 KiB at a time, mostly in order, and several peers often ask for the same piece.
/// So stretches of 256 KiB of a piece are read once, and the 16 requests (and more) that follow
/// share the buffer: each holds a reference until its bytes have left. Of the stretches that nobody
/// holds a few stay, the one that was not asked for the longest goes first: the system has its own
/// cache of files, and few buffers that are used again and again stay in the processor's. Only
/// pieces that are verified are read, and never across the end of a piece, since the next one may
/// not be.
///
/// The bound holds strictly: when everything is held, further reads wait for a release. They come
/// from peers that wait for us, and each peer has only so many reads under way.
final class ReadCache {
  /// 16 blocks.
  static final int STRETCH_LENGTH = 16 * PieceGeometry.BLOCK_LENGTH;

  /// Kept though nobody holds it. A seeder of one fast peer takes a tenth less processor time with
  /// this than with eight times as much.
  private static final int IDLE_BYTES = 4 << 20;

  private final Disk disk;
  private final long bound;

  /// The one that was asked for the longest ago first.
  private final LinkedHashMap<Key, Stretch> stretches = new LinkedHashMap<>(64, 0.75f, true);

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long used;
  private long idle;
  private int readers;
  private boolean serving;

  ReadCache(Disk disk, long bound) {
    this.disk = disk;
    this.bound = bound;
  }

  /// The view of one torrent.
  ///
  /// @param idle runs whenever the last reference into this torrent has been given back
  Reader reader(FileLayout layout, FailedRead failedRead, Runnable idle) {
    return new Reader(readers++, layout, failedRead, idle);
  }

  /// Gives back what nobody holds.
  void clear() {
    for (Stretch stretch : List.copyOf(stretches.values())) {
      stretch.forget();
    }
  }

  /// Hears once of each read of the disk that failed.
  @FunctionalInterface
  interface FailedRead {
    void accept(int piece, Failure failure);
  }

  private record Key(int reader, int piece, int begin, int length) {}

  private record Waiting(Reader reader, int piece, int begin, int length, BlockReceiver receiver) {}

  /// One torrent's way into the cache.
  final class Reader {
    private final int id;
    private final FileLayout layout;
    private final FailedRead failedRead;
    private final Runnable idle;
    private int outstanding;

    Reader(int id, FileLayout layout, FailedRead failedRead, Runnable idle) {
      this.id = id;
      this.layout = layout;
      this.failedRead = failedRead;
      this.idle = idle;
    }

    /// The range must lie in a piece that is there.
    void read(int piece, int begin, int length, BlockReceiver receiver) {
      outstanding++;
      serve(new Waiting(this, piece, begin, length, receiver));
    }

    /// Whether nobody waits for bytes or holds any.
    boolean quiet() {
      return outstanding == 0;
    }

    /// Forgets what was read: it may no longer be what is on the disk. Those who wait are told that
    /// their read was cancelled.
    void forget() {
      for (Stretch stretch : List.copyOf(stretches.values())) {
        if (stretch.key.reader == id) {
          stretch.forget();
        }
      }
      for (Waiting request : List.copyOf(waiting)) {
        if (request.reader == this && waiting.remove(request)) {
          request.receiver.failed(cancelled(request.piece));
          released();
        }
      }
    }

    private void released() {
      outstanding--;
      if (outstanding == 0) {
        idle.run();
      }
    }

    private Failure cancelled(int piece) {
      return new Failure(Failure.Reason.CANCELLED, "piece " + piece, "no longer read");
    }
  }

  private void serve(Waiting request) {
    Key key = keyOf(request);
    Stretch known = stretches.get(key);
    if (known != null) {
      known.serve(request);
    } else if (makeRoom(key.length)) {
      Stretch stretch = new Stretch(request.reader, key);
      stretches.put(key, stretch);
      stretch.waiters.add(request);
      stretch.load();
    } else {
      waiting.add(request);
    }
  }

  /// The stretch that the range lies in; a range that lies in two is read by itself.
  private static Key keyOf(Waiting request) {
    int first = request.begin / STRETCH_LENGTH;
    int last = (request.begin + request.length - 1) / STRETCH_LENGTH;
    if (first != last) {
      return new Key(request.reader.id, request.piece, request.begin, request.length);
    }
    int begin = first * STRETCH_LENGTH;
    int rest = request.reader.layout.geometry().length(request.piece) - begin;
    return new Key(request.reader.id, request.piece, begin, Math.min(STRETCH_LENGTH, rest));
  }

  /// @return false if too much is held
  private boolean makeRoom(int length) {
    if (used + length > bound) {
      for (Stretch stretch : List.copyOf(stretches.values())) {
        if (stretch.free() && used + length > bound) {
          stretch.forget();
        }
      }
    }
    return used + length <= bound;
  }

  private void forgetIdle() {
    if (idle > IDLE_BYTES) {
      for (Stretch stretch : List.copyOf(stretches.values())) {
        if (stretch.free() && idle > IDLE_BYTES) {
          stretch.forget();
        }
      }
    }
  }

  /// A receiver may give back its bytes and ask for more from within: that must not nest without
  /// end.
  private void serveWaiting() {
    if (serving) {
      return;
    }
    serving = true;
    try {
      for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
        Key key = keyOf(next);
        if (!stretches.containsKey(key) && !makeRoom(key.length)) {
          break;
        }
        waiting.remove();
        serve(next);
      }
    } finally {
      serving = false;
    }
  }

  /// A buffer with bytes of a piece.
  private final class Stretch {
    private final Reader reader;
    private final Key key;
    private final List<Waiting> waiters = new ArrayList<>();
    private @Nullable Lease lease;
    private @Nullable ByteBuffer bytes;
    private int holders;
    private boolean loading;
    private boolean forgotten;

    Stretch(Reader reader, Key key) {
      this.reader = reader;
      this.key = key;
    }

    boolean free() {
      return holders == 0 && !loading;
    }

    void load() {
      loading = true;
      used += key.length;
      List<Span> spans = reader.layout.spans(key.piece, key.begin, key.length);
      disk.read(spans, this::loaded);
    }

    private void loaded(Result<Lease> result) {
      loading = false;
      List<Waiting> served = List.copyOf(waiters);
      waiters.clear();
      switch (result) {
        case Result.Done<Lease>(Lease read) -> {
          lease = read;
          bytes = read.buffer().asReadOnlyBuffer();
          if (forgotten) {
            freeIfForgotten();
            refuse(served, reader.cancelled(key.piece));
          } else {
            holders = served.size();
            served.forEach(this::hand);
          }
        }
        case Result.Failed<Lease>(Failure failure) -> {
          stretches.remove(key, this);
          used -= key.length;
          if (!forgotten) {
            reader.failedRead.accept(key.piece, failure);
          }
          refuse(served, failure);
        }
      }
      serveWaiting();
    }

    private void refuse(List<Waiting> requests, Failure failure) {
      for (Waiting request : requests) {
        request.receiver.failed(failure);
        reader.released();
      }
    }

    void serve(Waiting request) {
      if (loading) {
        waiters.add(request);
      } else {
        if (holders == 0) {
          idle -= key.length;
        }
        holders++;
        hand(request);
      }
    }

    private void hand(Waiting request) {
      ByteBuffer all = bytes;
      if (all == null) {
        throw new IllegalStateException("nothing was read");
      }
      ByteBuffer part = all.slice(all.position() + request.begin - key.begin, request.length);
      request.receiver.block(part, new Release(this));
    }

    void released() {
      holders--;
      if (holders == 0 && !forgotten) {
        idle += key.length;
        forgetIdle();
      }
      freeIfForgotten();
      reader.released();
      serveWaiting();
    }

    /// Is found no more; goes when nobody holds it.
    void forget() {
      if (!forgotten && free()) {
        idle -= key.length;
      }
      forgotten = true;
      stretches.remove(key, this);
      freeIfForgotten();
    }

    private void freeIfForgotten() {
      Lease held = lease;
      if (forgotten && held != null && holders == 0) {
        lease = null;
        bytes = null;
        used -= key.length;
        held.release();
      }
    }
  }

  /// Gives one reference back, once.
  private static final class Release implements Runnable {
    private @Nullable Stretch stretch;

    Release(Stretch stretch) {
      this.stretch = stretch;
    }

    @Override
    public void run() {
      Stretch held = stretch;
      if (held == null) {
        throw new IllegalStateException("released twice");
      }
      stretch = null;
      held.released();
    }
  }
}

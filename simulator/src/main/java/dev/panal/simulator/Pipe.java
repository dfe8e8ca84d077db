package dev.panal.simulator;

import dev.panal.io.Connection;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One direction of a TCP connection.
///
/// Bytes leave in segments, at most a window full of them unacknowledged. What the receiver has not
/// taken counts as unacknowledged, so a receiver that pauses stops the sender. The window follows
/// TCP's: it starts small, grows with every acknowledgement, is halved by loss (or by a full router
/// in front of the receiver). A lost segment is late, by a round trip, and so is everything behind
/// it. Acknowledgements cost no events: they are noted with the time at which they will be back and
/// looked at when the sender wants to know.
final class Pipe extends Uplink.Source {
  /// Unacknowledged bytes at most: 100 Mbit/s at 80 ms.
  private static final long MAX_WINDOW_BYTES = 1024 * 1024;

  private static final long FIRST_WINDOW_BYTES = 10L * Parcel.PACKET_BYTES;
  private static final long MIN_WINDOW_BYTES = 4L * Parcel.PACKET_BYTES;

  /// What a repeated segment waits for at least, if nothing behind it tells of the loss earlier.
  private static final long REPEAT_NANOS = 200_000_000;

  /// What the system still sends of a connection that was closed.
  private static final int LINGER_BYTES = 128 * 1024;

  private final VirtualConnection from;
  private final VirtualConnection to;
  private final VirtualWorld world;
  private final SplittableRandom random;
  private final Deque<Write> queue = new ArrayDeque<>();
  private final Deque<Acknowledgement> acknowledgements = new ArrayDeque<>();
  private int queuedBytes;
  private long inFlightBytes;
  private double windowBytes = FIRST_WINDOW_BYTES;
  private double slowStartUntilBytes = MAX_WINDOW_BYTES;
  private long lastArrivalNanos;
  private long lastHalvedNanos = Long.MIN_VALUE / 2;
  private boolean standing;
  private boolean finishing;
  private boolean finished;
  private boolean wakeScheduled;
  private boolean blocked;
  private boolean overMark;
  private boolean writableTold = true;

  Pipe(VirtualConnection from, VirtualConnection to, SplittableRandom random) {
    this.from = from;
    this.to = to;
    this.world = from.world();
    this.random = random;
  }

  private record Write(ByteBuffer bytes, @Nullable Runnable released, int sum, ByteBuffer whole) {}

  private record Acknowledgement(long nanos, int bytes) {}

  int queuedBytes() {
    return queuedBytes;
  }

  /// The connection stands; nothing arrives before `nanos`.
  void open(long nanos) {
    standing = true;
    lastArrivalNanos = nanos;
  }

  boolean standing() {
    return standing;
  }

  void add(ByteBuffer bytes, @Nullable Runnable released) {
    queuedBytes += bytes.remaining();
    if (queuedBytes >= Connection.WRITE_MARK_BYTES) {
      overMark = true;
    }
    int sum = released == null ? 0 : world.memory().sum(bytes);
    queue.addLast(new Write(bytes, released, sum, bytes.duplicate()));
  }

  /// Sends what can be sent.
  void flush() {
    if (standing && !finished) {
      from.uplink().offer(this);
    }
  }

  /// Nothing more is written: a little of what is queued still leaves, the rest is dropped, then
  /// the end is sent.
  void finish() {
    int keep = Math.min(queuedBytes, LINGER_BYTES);
    ByteBuffer rest = ByteBuffer.allocate(standing ? keep : 0);
    for (Write write : queue) {
      ByteBuffer bytes = write.bytes();
      int part = Math.min(rest.remaining(), bytes.remaining());
      rest.put(bytes.slice(bytes.position(), part));
    }
    drop();
    finishing = true;
    rest.flip();
    queue.addLast(new Write(rest, null, 0, rest));
    queuedBytes = 0;
    flush();
  }

  /// The connection is cut: what is queued is dropped, and the other end hears of it.
  void abort() {
    drop();
    finished = true;
    if (standing) {
      new Segment(this, Segment.Kind.RESET, null, 0).depart(world.nowNanos());
    }
  }

  /// The other end is gone.
  void end() {
    drop();
    finished = true;
  }

  private void drop() {
    List<Runnable> released = new ArrayList<>();
    for (Write write : queue) {
      collectReleased(write, released);
    }
    queue.clear();
    queuedBytes = 0;
    postReleased(released);
  }

  @Override
  @Nullable Parcel next() {
    if (finished) {
      return null;
    }
    List<Runnable> released = new ArrayList<>();
    Segment segment = cut(released);
    postReleased(released);
    tellWritable();
    return segment;
  }

  private @Nullable Segment cut(List<Runnable> released) {
    dropEmpty(released);
    if (queue.isEmpty()) {
      if (!finishing) {
        return null;
      }
      finished = true;
      return new Segment(this, Segment.Kind.END, null, 0);
    }
    int length = roomInWindow();
    if (length == 0) {
      return null;
    }
    byte[] bytes = world.memory().takeSegment();
    int at = 0;
    while (at < length && !queue.isEmpty()) {
      ByteBuffer source = queue.getFirst().bytes();
      int part = Math.min(length - at, source.remaining());
      source.get(bytes, at, part);
      at += part;
      dropEmpty(released);
    }
    if (!finishing) {
      queuedBytes -= at;
    }
    inFlightBytes += at;
    from.host().countSent(at);
    return new Segment(this, Segment.Kind.BYTES, bytes, at);
  }

  private void dropEmpty(List<Runnable> released) {
    Write first = queue.peekFirst();
    while (first != null && !first.bytes().hasRemaining()) {
      collectReleased(first, released);
      queue.removeFirst();
      first = queue.peekFirst();
    }
  }

  /// Bytes the next segment may have; 0 if the window is full.
  private int roomInWindow() {
    takeAcknowledgements();
    long window = (long) Math.min(windowBytes, MAX_WINDOW_BYTES);
    long room = window - inFlightBytes;
    int wanted = Memory.SEGMENT_BYTES;
    if (room < Parcel.PACKET_BYTES) {
      blocked = true;
      scheduleWake();
      return 0;
    }
    return (int) Math.min(room, wanted);
  }

  private void takeAcknowledgements() {
    long now = world.nowNanos();
    Acknowledgement first = acknowledgements.peekFirst();
    while (first != null && first.nanos() <= now) {
      inFlightBytes -= first.bytes();
      if (windowBytes < slowStartUntilBytes) {
        windowBytes += first.bytes();
      } else {
        windowBytes += (double) Parcel.PACKET_BYTES * first.bytes() / windowBytes;
      }
      windowBytes = Math.min(windowBytes, MAX_WINDOW_BYTES);
      acknowledgements.removeFirst();
      first = acknowledgements.peekFirst();
    }
  }

  /// The receiver took `bytes`; the sender will know a way back later.
  void acknowledge(int bytes) {
    long nanos = world.nowNanos() + Wires.latencyNanos(to.host(), from.host());
    Acknowledgement last = acknowledgements.peekLast();
    if (last != null) {
      nanos = Math.max(nanos, last.nanos());
    }
    acknowledgements.addLast(new Acknowledgement(nanos, bytes));
    if (blocked) {
      scheduleWake();
    }
  }

  private void scheduleWake() {
    Acknowledgement first = acknowledgements.peekFirst();
    if (first != null && !wakeScheduled) {
      wakeScheduled = true;
      world.scheduleAt(first.nanos(), null, this::wake);
    }
  }

  private void wake() {
    wakeScheduled = false;
    blocked = false;
    flush();
  }

  /// A router on the way dropped something.
  void halveWindow() {
    long now = world.nowNanos();
    long roundTrip = 2 * Wires.latencyNanos(from.host(), to.host());
    if (now - lastHalvedNanos > roundTrip) {
      // Losses within one round trip are one event.
      lastHalvedNanos = now;
      slowStartUntilBytes = Math.max(windowBytes / 2, MIN_WINDOW_BYTES);
      windowBytes = slowStartUntilBytes;
    }
  }

  /// When what leaves at `departNanos` arrives.
  long arrivalNanos(long departNanos, int packets) {
    Host sender = from.host();
    Host receiver = to.host();
    long nanos = departNanos + Wires.latencyNanos(sender, receiver);
    long jitter = Wires.jitterNanos(sender, receiver);
    if (jitter > 0) {
      nanos += random.nextLong(jitter);
    }
    double loss = Wires.loss(sender, receiver);
    if (loss > 0) {
      double survives = Math.pow(1 - loss, packets);
      if (random.nextDouble() >= survives) {
        long roundTrip = 2 * Wires.latencyNanos(sender, receiver);
        boolean toldByOthers = inFlightBytes >= MIN_WINDOW_BYTES;
        nanos += toldByOthers ? roundTrip : roundTrip + REPEAT_NANOS;
        halveWindow();
      }
    }
    lastArrivalNanos = Math.max(lastArrivalNanos, nanos);
    return lastArrivalNanos;
  }

  VirtualConnection to() {
    return to;
  }

  VirtualConnection from() {
    return from;
  }

  private void collectReleased(Write write, List<Runnable> released) {
    Runnable callback = write.released();
    if (callback != null) {
      if (from.program().alive() && world.memory().sum(write.whole()) != write.sum()) {
        world.fail(
            from.host().name() + " changed memory that it had handed to a connection: " + from);
      }
      released.add(callback);
    }
  }

  private void postReleased(List<Runnable> released) {
    if (!released.isEmpty()) {
      Program program = from.program();
      program.post(() -> {
        for (Runnable callback : released) {
          var _ = world.enter(program, callback);
        }
      });
    }
  }

  private void tellWritable() {
    if (overMark && writableTold && queuedBytes <= Connection.WRITE_MARK_BYTES / 2) {
      writableTold = false;
      from.program()
          .post(() -> {
            writableTold = true;
            if (queuedBytes <= Connection.WRITE_MARK_BYTES / 2) {
              overMark = false;
              from.writable();
            }
          });
    }
  }
}

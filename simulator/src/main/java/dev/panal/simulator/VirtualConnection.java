package dev.panal.simulator;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.simulator.EventLog.What;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One end of a TCP connection.
final class VirtualConnection implements Connection {
  private final Program program;
  private final VirtualWorld world;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;

  /// Segments that arrived while the reader paused.
  private final Deque<Segment> received = new ArrayDeque<>();

  private @Nullable ConnectionHandler handler;
  private @Nullable Pipe out;

  /// What was written before the connection stood.
  private final Deque<EarlyWrite> early = new ArrayDeque<>();

  private State state = State.CONNECTING;
  private boolean paused;
  private boolean flushPending;
  private boolean drainPending;
  private @Nullable Pipe in;

  VirtualConnection(Program program, InetSocketAddress local, InetSocketAddress remote) {
    this.program = program;
    this.world = program.world();
    this.local = local;
    this.remote = remote;
  }

  private enum State {
    CONNECTING,
    STANDING,
    CLOSED
  }

  private record EarlyWrite(ByteBuffer bytes, @Nullable Runnable released) {}

  /// Joins two ends; data can flow once each is told that it stands.
  static void join(VirtualConnection one, VirtualConnection other, SplittableRandom random) {
    one.out = new Pipe(one, other, random);
    other.in = one.out;
    other.out = new Pipe(other, one, random);
    one.in = other.out;
  }

  void handler(ConnectionHandler owner) {
    handler = owner;
  }

  /// The way stands for this end; nothing it sends arrives before `nanos`.
  void stand(long nanos) {
    state = State.STANDING;
    Pipe pipe = out();
    pipe.open(nanos);
    while (!early.isEmpty()) {
      EarlyWrite write = early.removeFirst();
      pipe.add(write.bytes(), write.released());
    }
    pipe.flush();
  }

  /// The outgoing connection stands.
  void connected() {
    if (state != State.CONNECTING) {
      return;
    }
    ConnectionHandler owner = handler;
    stand(world.nowNanos());
    world.log(host(), What.CONNECT, remote.getPort(), local.getPort(), remote.toString());
    if (owner != null && !world.enter(program, owner::onConnected)) {
      failed();
    }
  }

  /// Whether the other end exists.
  boolean joined() {
    return out != null;
  }

  boolean connecting() {
    return state == State.CONNECTING;
  }

  Host host() {
    return program.host();
  }

  Program program() {
    return program;
  }

  VirtualWorld world() {
    return world;
  }

  Uplink uplink() {
    boolean stays =
        remote.getAddress().isLoopbackAddress() || remote.getAddress().equals(host().address());
    return stays ? program.network().loopback() : host().uplink();
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void write(ByteBuffer bytes) {
    if (state == State.CLOSED) {
      bytes.position(bytes.limit());
      return;
    }
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    queue(copy, null);
  }

  @Override
  public void write(ByteBuffer bytes, Runnable released) {
    if (state == State.CLOSED) {
      program.post(released);
      return;
    }
    queue(bytes.slice(), released);
  }

  private void queue(ByteBuffer bytes, @Nullable Runnable released) {
    Pipe pipe = out;
    if (pipe == null || !pipe.standing()) {
      early.addLast(new EarlyWrite(bytes, released));
      return;
    }
    pipe.add(bytes, released);
    if (!flushPending) {
      flushPending = true;
      program.post(() -> {
        flushPending = false;
        pipe.flush();
      });
    }
  }

  @Override
  public int queuedBytes() {
    if (state == State.CLOSED) {
      return 0;
    }
    int bytes = out == null ? 0 : out.queuedBytes();
    for (EarlyWrite write : early) {
      bytes += write.bytes().remaining();
    }
    return bytes;
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
    if (!received.isEmpty() && !drainPending) {
      drainPending = true;
      program.post(this::drain);
    }
  }

  @Override
  public void close() {
    close(new CloseReason(CloseReason.Kind.LOCAL, "closed here"));
  }

  /// A segment has come through the receiver's link.
  void deliver(Segment segment) {
    if (state == State.CLOSED || !program.alive()) {
      segment.giveBack();
      return;
    }
    if (segment.kind() == Segment.Kind.RESET) {
      end(new CloseReason(CloseReason.Kind.RESET, "connection reset"));
    } else if (paused || !received.isEmpty()) {
      received.addLast(segment);
    } else {
      take(segment);
    }
  }

  /// The sender's queue has room again.
  void writable() {
    ConnectionHandler owner = handler;
    if (state == State.STANDING && owner != null && !world.enter(program, owner::onWritable)) {
      failed();
    }
  }

  /// Ends an outgoing connection that never stood.
  void refuse(CloseReason.Kind kind, String detail) {
    if (state == State.CONNECTING) {
      end(new CloseReason(kind, detail));
    }
  }

  /// The program was killed: the system cuts the connection.
  void cut() {
    Pipe pipe = out;
    if (pipe != null) {
      openIfJoined(pipe);
      pipe.abort();
    }
    state = State.CLOSED;
    forgetReceived();
  }

  private void drain() {
    drainPending = false;
    while (state != State.CLOSED && !paused && !received.isEmpty()) {
      take(received.removeFirst());
    }
  }

  private void take(Segment segment) {
    if (segment.kind() == Segment.Kind.END) {
      end(new CloseReason(CloseReason.Kind.REMOTE, "closed by the remote"));
      return;
    }
    int length = segment.payloadBytes();
    host().countReceived(length);
    world.log(host(), What.BYTES, (long) remote.getPort() << 16 | local.getPort(), length);
    ByteBuffer bytes = ByteBuffer.wrap(segment.bytes(), 0, length).slice();
    ConnectionHandler owner = handler;
    boolean fine = owner == null || world.enter(program, () -> owner.onBytes(bytes));
    segment.giveBack();
    if (in != null) {
      in.acknowledge(length);
    }
    if (!fine) {
      failed();
    }
  }

  private void failed() {
    close(new CloseReason(CloseReason.Kind.FAILED, "an exception in a callback"));
  }

  /// Ends it from this side, so that the other side hears of it.
  private void close(CloseReason reason) {
    if (state == State.CLOSED) {
      return;
    }
    Pipe pipe = out;
    if (pipe != null) {
      openIfJoined(pipe);
      pipe.finish();
    }
    closed(reason);
  }

  /// The other side has accepted already and must hear of the end, even if we never heard of it.
  private void openIfJoined(Pipe pipe) {
    if (!pipe.standing()) {
      pipe.open(world.nowNanos());
    }
  }

  /// Ends it because the other side did.
  private void end(CloseReason reason) {
    Pipe pipe = out;
    if (pipe != null) {
      pipe.end();
    }
    closed(reason);
  }

  private void closed(CloseReason reason) {
    state = State.CLOSED;
    program.network().forget(this);
    forgetReceived();
    for (EarlyWrite write : early) {
      Runnable released = write.released();
      if (released != null) {
        program.post(released);
      }
    }
    early.clear();
    program.post(() -> {
      world.log(host(), What.CLOSED, local.getPort(), 0, reason.kind() + " " + remote);
      // An acceptor that closes at once has not returned its handler when it does.
      if (handler != null) {
        handler.onClosed(reason);
      }
    });
  }

  private void forgetReceived() {
    received.forEach(Segment::giveBack);
    received.clear();
  }

  private Pipe out() {
    if (out == null) {
      throw new IllegalStateException("the connection has no other end yet");
    }
    return out;
  }

  @Override
  public String toString() {
    return local + " to " + remote;
  }
}

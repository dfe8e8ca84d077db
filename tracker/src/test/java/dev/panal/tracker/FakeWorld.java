package dev.panal.tracker;

import dev.panal.io.Completion;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.DatagramService;
import dev.panal.io.Datagrams;
import dev.panal.io.EventLoop;
import dev.panal.io.Network;
import dev.panal.io.Ports;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// A loop whose time passes when told to, and a network that knows datagrams only.
@NullMarked
public final class FakeWorld {
  public final FakeLoop loop = new FakeLoop();
  final FakeNetwork network = new FakeNetwork();

  public FakeWorld() {}

  /// The tracker uses neither disk, HTTP client nor buffers.
  @SuppressWarnings("NullAway")
  Ports ports() {
    return new Ports(loop, network, null, null, null, new SplittableRandom(42));
  }

  public static final class FakeLoop implements EventLoop {
    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> timers = new PriorityQueue<>();

    /// An origin like that of the real clock: anything, also negative.
    private long now = -5_000_000_000L;

    private long sequence;
    int turns;

    FakeLoop() {}

    private record Due(long at, long sequence, Runnable task, boolean[] cancelled)
        implements Comparable<Due> {
      @Override
      public int compareTo(Due other) {
        return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
      }
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long epochMillis() {
      return 1_700_000_000_000L + now / 1_000_000;
    }

    @Override
    public void execute(Runnable task) {
      ready.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      Due due =
          new Due(now + Math.max(0, delay.toNanos()), sequence++, task, new boolean[] {false});
      timers.add(due);
      return () -> due.cancelled[0] = true;
    }

    @Override
    public boolean inLoop() {
      return true;
    }

    /// Runs what is ready.
    public void settle() {
      for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
        turns++;
        task.run();
      }
    }

    /// Lets time pass, with all that happens meanwhile.
    public void pass(Duration time) {
      settle();
      long end = now + time.toNanos();
      for (Due next = timers.peek(); next != null && next.at <= end; next = timers.peek()) {
        timers.poll();
        now = next.at;
        if (!next.cancelled[0]) {
          next.task.run();
          settle();
        }
      }
      now = end;
    }

    /// Timers that would still run.
    public long timers() {
      return timers.stream().filter(due -> !due.cancelled[0]).count();
    }
  }

  static final class FakeNetwork implements Network {
    final Map<InetSocketAddress, FakeSocket> sockets = new HashMap<>();

    /// Of all sockets that answer.
    double queueFill;

    @Override
    public Datagrams bind(InetSocketAddress local, Datagrams.Handler handler) throws IOException {
      InetSocketAddress taken =
          local.getPort() == 0 ? new InetSocketAddress(local.getAddress(), 40_000) : local;
      if (sockets.containsKey(taken)) {
        throw new BindException(taken + ": address in use");
      }
      FakeSocket socket = new FakeSocket(this, taken, handler);
      sockets.put(taken, socket);
      return socket;
    }

    @Override
    public DatagramService serve(InetSocketAddress local, DatagramService.Responder responder)
        throws IOException {
      DatagramService plain =
          Network.super.serve(
              local,
              (question, from, answer) -> {
                responder.expect(new ByteBuffer[] {question.duplicate()}, 1);
                responder.respond(question, from, answer);
              });
      return new CrowdedService(this, plain);
    }

    @Override
    public Connection connect(
        InetSocketAddress remote,
        @Nullable InetAddress local,
        Duration timeout,
        ConnectionHandler handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Listener listen(InetSocketAddress local, Acceptor acceptor) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void resolve(String host, Completion<List<InetAddress>> completion) {
      throw new UnsupportedOperationException();
    }
  }

  /// Says that its queue is as full as the network says.
  private record CrowdedService(FakeNetwork network, DatagramService service)
      implements DatagramService {
    @Override
    public InetSocketAddress local() {
      return service.local();
    }

    @Override
    public boolean answerLater(ByteBuffer answer, InetSocketAddress to) {
      return service.answerLater(answer, to);
    }

    @Override
    public double queueFill() {
      return network.queueFill;
    }

    @Override
    public void close() {
      service.close();
    }
  }

  static final class FakeSocket implements Datagrams {
    private final FakeNetwork network;
    private final InetSocketAddress local;
    private final Handler handler;
    final List<ByteBuffer> sent = new ArrayList<>();

    FakeSocket(FakeNetwork network, InetSocketAddress local, Handler handler) {
      this.network = network;
      this.local = local;
      this.handler = handler;
    }

    /// A datagram arrives in a large buffer that is used again, as it does in the real world.
    List<ByteBuffer> receive(ByteBuffer bytes, InetSocketAddress from) {
      sent.clear();
      ByteBuffer shared = ByteBuffer.allocate(4096).position(100);
      shared.put(bytes).flip().position(100);
      handler.onDatagram(shared, from);
      return List.copyOf(sent);
    }

    @Override
    public InetSocketAddress local() {
      return local;
    }

    @Override
    public boolean send(ByteBuffer bytes, InetSocketAddress to) {
      sent.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
      return true;
    }

    @Override
    public void close() {
      network.sockets.remove(local);
    }
  }
}

package dev.panal.engine.announce;

import dev.panal.io.Completion;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.Datagrams;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Network;
import dev.panal.io.Result;
import dev.panal.wire.tracker.UdpReply;
import dev.panal.wire.tracker.UdpRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names and datagrams: UDP trackers by address. What is sent to an address without one is lost.
final class FakeInternet implements Network {
  static final Duration LATENCY = Duration.ofMillis(30);
  static final InetSocketAddress US = new InetSocketAddress(literal("10.0.0.99"), 4000);

  /// What a tracker does with a request: replies, or bytes that are none.
  interface UdpTracker {
    @Nullable UdpReply answer(UdpRequest request);
  }

  /// A request as it arrived.
  record Seen(InetSocketAddress tracker, UdpRequest request, long atNanos) {}

  private final EventLoop loop;
  private final Map<String, List<InetAddress>> names = new HashMap<>();
  private final Map<InetSocketAddress, UdpTracker> trackers = new HashMap<>();
  private final Set<InetAddress> unroutable = new HashSet<>();
  private final List<Seen> seen = new ArrayList<>();
  private Datagrams.@Nullable Handler handler;
  private int sockets;
  private boolean noSockets;
  private InetSocketAddress forgedSource;

  FakeInternet(EventLoop loop) {
    this.loop = loop;
  }

  static InetAddress literal(String address) {
    return InetAddress.ofLiteral(address);
  }

  void name(String host, String... addresses) {
    List<InetAddress> list = new ArrayList<>();
    for (String address : addresses) {
      list.add(literal(address));
    }
    names.put(host, list);
  }

  void tracker(String address, int port, UdpTracker tracker) {
    trackers.put(new InetSocketAddress(literal(address), port), tracker);
  }

  void unroutable(String address) {
    unroutable.add(literal(address));
  }

  void noSockets(boolean none) {
    noSockets = none;
  }

  /// From now on replies come from here.
  void forgedSource(@Nullable InetSocketAddress source) {
    forgedSource = source;
  }

  List<Seen> seen() {
    return seen;
  }

  int sockets() {
    return sockets;
  }

  /// Delivers a datagram to us.
  void deliver(byte[] bytes, InetSocketAddress from) {
    if (handler != null) {
      handler.onDatagram(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), from);
    }
  }

  @Override
  public Datagrams bind(InetSocketAddress local, Datagrams.Handler receiver) throws IOException {
    if (noSockets) {
      throw new IOException("no socket for " + local);
    }
    sockets++;
    handler = receiver;
    return new Datagrams() {
      @Override
      public InetSocketAddress local() {
        return US;
      }

      @Override
      public boolean send(ByteBuffer bytes, InetSocketAddress to) {
        return FakeInternet.this.send(bytes, to);
      }

      @Override
      public void close() {
        sockets--;
        handler = null;
      }
    };
  }

  private boolean send(ByteBuffer bytes, InetSocketAddress to) {
    if (unroutable.contains(to.getAddress())) {
      return false;
    }
    UdpRequest request = UdpRequest.decode(bytes);
    seen.add(new Seen(to, request, loop.nanoTime()));
    UdpTracker tracker = trackers.get(to);
    UdpReply reply = tracker == null ? null : tracker.answer(request);
    if (reply != null) {
      ByteBuffer out = ByteBuffer.allocate(2000);
      reply.encode(out);
      byte[] answer = new byte[out.flip().remaining()];
      out.get(answer);
      InetSocketAddress from = forgedSource == null ? to : forgedSource;
      loop.schedule(LATENCY, () -> deliver(answer, from));
    }
    return true;
  }

  @Override
  public void resolve(String host, Completion<List<InetAddress>> completion) {
    List<InetAddress> found = names.get(host);
    loop.schedule(
        LATENCY,
        () ->
            completion.accept(
                found == null
                    ? Result.failed(Failure.Reason.UNKNOWN_HOST, host, "unknown host")
                    : Result.done(found)));
  }

  @Override
  public Connection connect(
      InetSocketAddress remote,
      @Nullable InetAddress local,
      Duration timeout,
      ConnectionHandler connectionHandler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Listener listen(InetSocketAddress local, Acceptor acceptor) {
    throw new UnsupportedOperationException();
  }
}

package dev.panal.engine.announce;

import dev.panal.io.Completion;
import dev.panal.io.Datagrams;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Network;
import dev.panal.wire.tracker.AnnounceAnswer;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.TrackerUrl;
import dev.panal.wire.tracker.UdpRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Announces over UDP (BEP 15): the socket, the connection ids and the exchanges under way.
final class UdpTrackers {
  /// A client may use a connection id for a minute after it came.
  static final Duration CONNECTION_ID_LIFE = Duration.ofSeconds(60);

  /// Far more UDP trackers than a session talks to within a minute; the oldest makes room.
  private static final int MAX_CONNECTION_IDS = 1000;

  private final EventLoop loop;
  private final Network network;
  private final RandomGenerator random;
  private final InetSocketAddress local;
  private final ByteBuffer out = ByteBuffer.allocate(UdpRequest.MAX_LENGTH);

  /// By transaction id.
  private final Map<Integer, UdpExchange> exchanges = new HashMap<>();

  private final Map<InetSocketAddress, ConnectionId> connectionIds = new LinkedHashMap<>();

  private @Nullable Datagrams socket;
  private boolean closed;

  private record ConnectionId(long id, long bornNanos) {}

  UdpTrackers(EventLoop loop, Network network, RandomGenerator random, InetSocketAddress local) {
    this.loop = loop;
    this.network = network;
    this.random = random;
    this.local = local;
  }

  EventLoop.Timer announce(
      TrackerUrl.Udp url,
      AnnounceRequest request,
      Duration timeout,
      Completion<AnnounceAnswer> completion) {
    UdpExchange exchange = new UdpExchange(this, loop, url, request, completion);
    exchange.start(network, timeout);
    return exchange;
  }

  /// Ends all exchanges; nothing can be sent any more.
  void close() {
    closed = true;
    for (UdpExchange exchange : new ArrayList<>(exchanges.values())) {
      exchange.fail(Failure.Reason.CANCELLED, "closed");
    }
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  /// A transaction id of its own, under which `exchange` hears of replies until it gives it back.
  int register(UdpExchange exchange) {
    int id = random.nextInt();
    while (exchanges.containsKey(id)) {
      id = random.nextInt();
    }
    exchanges.put(id, exchange);
    return id;
  }

  void unregister(int transactionId) {
    exchanges.remove(transactionId);
  }

  /// @return false if it could not leave
  /// @throws IOException if there is no socket to be had
  boolean send(UdpRequest request, InetSocketAddress to) throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    Datagrams open = socket;
    if (open == null) {
      open = network.bind(local, this::onDatagram);
      socket = open;
    }
    out.clear();
    request.encode(out);
    return open.send(out.flip(), to);
  }

  private void onDatagram(ByteBuffer bytes, InetSocketAddress from) {
    if (bytes.remaining() < 8) {
      return;
    }
    UdpExchange exchange = exchanges.get(bytes.getInt(bytes.position() + 4));
    if (exchange != null) {
      exchange.onDatagram(bytes, from);
    }
  }

  /// The connection id of a tracker, if one is known and still good.
  OptionalLong connectionId(InetSocketAddress tracker) {
    ConnectionId known = connectionIds.get(tracker);
    return known != null && loop.nanoTime() - known.bornNanos < CONNECTION_ID_LIFE.toNanos()
        ? OptionalLong.of(known.id)
        : OptionalLong.empty();
  }

  void connected(InetSocketAddress tracker, long connectionId) {
    connectionIds.remove(tracker);
    if (connectionIds.size() >= MAX_CONNECTION_IDS) {
      connectionIds.remove(connectionIds.keySet().iterator().next());
    }
    connectionIds.put(tracker, new ConnectionId(connectionId, loop.nanoTime()));
  }

  /// The tracker does not know this connection id any more.
  void forget(InetSocketAddress tracker) {
    connectionIds.remove(tracker);
  }
}

package dev.panal.engine;

import dev.panal.engine.announce.AnnounceConfig;
import dev.panal.engine.announce.TrackerClient;
import dev.panal.engine.peer.PeerConnection;
import dev.panal.engine.peer.PeerContext;
import dev.panal.engine.peer.PeerListener;
import dev.panal.engine.peer.RateLimiter;
import dev.panal.engine.storage.StorageLimits;
import dev.panal.engine.storage.StorageRoom;
import dev.panal.engine.swarm.PeerOrigin;
import dev.panal.io.Completion;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Network;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The session on its loop: the torrents, the port, and the one timer that all of them share.
final class SessionCore implements PeerConnection.Directory {
  private static final Logger LOG = LoggerFactory.getLogger(SessionCore.class);

  /// One timer for all torrents: ten thousand that are parked cost none.
  private static final Duration TICK = Duration.ofMillis(500);

  /// Large enough for the bitfield of half a million pieces.
  private static final int SCRATCH_BYTES = 64 * 1024;

  /// Incoming connections whose handshake is still to come. They cost a descriptor and 2 KB each,
  /// and live ten seconds.
  private static final int MAX_UNCLAIMED = 128;

  /// The same from one address, or a single one that says nothing could keep everybody else out. An
  /// honest peer's handshake is here within a round trip, so this is enough for a school behind one
  /// address.
  private static final int MAX_UNCLAIMED_PER_ADDRESS = 16;

  private final Ports ports;
  private final SessionConfig config;
  private final ResumeStore resume;
  private final Consumer<SessionEvent> events;
  private final Map<InfoHash, Torrent> torrents = new LinkedHashMap<>();

  /// Those that are not parked: what the tick looks after.
  private final Set<Torrent> awake = new LinkedHashSet<>();

  private final Set<PeerConnection> unclaimed = new LinkedHashSet<>();
  private final List<Runnable> whenClosed = new ArrayList<>();
  private @Nullable SessionContext context;
  private Network.@Nullable Listener listener;
  private EventLoop.@Nullable Timer timer;
  private boolean closing;
  private boolean closed;
  private int stopping;

  SessionCore(
      Ports ports, SessionConfig config, ResumeStore resume, Consumer<SessionEvent> events) {
    this.ports = ports;
    this.config = config;
    this.resume = resume;
    this.events = events;
  }

  void start(Completion<InetSocketAddress> completion) {
    if (closing || context != null) {
      completion.accept(
          Result.failed(Failure.Reason.CANCELLED, "session", "was started or closed before"));
      return;
    }
    Network.Listener port;
    try {
      port = ports.network().listen(config.listen(), this::accept);
    } catch (IOException e) {
      completion.accept(
          Result.failed(
              Failure.Reason.UNREACHABLE,
              config.listen().toString(),
              String.valueOf(e.getMessage())));
      return;
    }
    listener = port;
    PeerContext peers =
        new PeerContext(
            ports.loop(),
            new RateLimiter(ports.loop(), config.rates().downloadBytesPerSecond()),
            new RateLimiter(ports.loop(), config.rates().uploadBytesPerSecond()),
            ByteBuffer.allocateDirect(SCRATCH_BYTES),
            config.agent(),
            port.local().getPort(),
            config.peers().maxRequests(),
            config.peers().handshakeTimeout(),
            config.peers().silenceTimeout(),
            config.peers().requestTimeout());
    StorageLimits limits =
        new StorageLimits(
            config.maxBufferedBytes(),
            StorageLimits.defaults().readCacheBytes(),
            config.allocation());
    context =
        new SessionContext(
            ports,
            config,
            PeerId.random(config.peerIdPrefix(), ports.random()),
            port.local(),
            peers,
            new Encrypting(ports, config.encryption()),
            new StorageRoom(ports, limits, resume, this::resumeWarning),
            new TrackerClient(
                ports, new InetSocketAddress(config.listen().getAddress(), 0), config.agent()),
            AnnounceConfig.defaults().withAddress(config.announceAddress()),
            resume,
            events,
            new SessionContext.ConnectionCount(config.peers().maxPeersTotal()),
            new OwnAddresses(),
            awake::add);
    timer = ports.loop().schedule(TICK, this::tick);
    events.accept(new SessionEvent.Listening(port.local()));
    completion.accept(Result.done(port.local()));
  }

  void add(AddTorrent request, Completion<InfoHash> completion) {
    InfoHash infoHash = request.metainfo().info().infoHash();
    if (closing || context == null) {
      completion.accept(
          Result.failed(Failure.Reason.CANCELLED, "session", "has not started, or is closed"));
      return;
    }
    if (torrents.containsKey(infoHash)) {
      completion.accept(
          Result.failed(Failure.Reason.EXISTS, infoHash.hex(), "is in this session already"));
      return;
    }
    if (request.metainfo().info().v1().isEmpty()) {
      completion.accept(
          Result.failed(
              Failure.Reason.PROTOCOL,
              request.metainfo().info().name(),
              "is a v2-only torrent; only v1 and hybrid torrents are transferred by this version"));
      return;
    }
    Torrent torrent = new Torrent(context, request);
    torrents.put(infoHash, torrent);
    context.encrypting().add(infoHash);
    awake.add(torrent);
    torrent.start();
    completion.accept(Result.done(infoHash));
  }

  void remove(InfoHash infoHash, Completion<InfoHash> completion) {
    SessionContext open = context;
    Torrent torrent = torrents.get(infoHash);
    if (open == null || torrent == null || torrent.state() == TorrentState.STOPPED) {
      completion.accept(Session.unknown(infoHash));
      return;
    }
    stopping++;
    open.encrypting().remove(infoHash);
    torrent.stop(() -> {
      torrents.remove(infoHash);
      awake.remove(torrent);
      resume.remove(
          infoHash,
          result -> {
            completion.accept(result);
            stopped();
          });
    });
  }

  void resume(InfoHash infoHash, Completion<InfoHash> completion) {
    Torrent torrent = torrents.get(infoHash);
    if (torrent == null) {
      completion.accept(Session.unknown(infoHash));
      return;
    }
    torrent.resume();
    completion.accept(Result.done(infoHash));
  }

  void addPeers(InfoHash infoHash, List<InetSocketAddress> addresses) {
    Torrent torrent = torrents.get(infoHash);
    if (torrent != null && torrent.open() && !addresses.isEmpty()) {
      torrent.wake().known(addresses, PeerOrigin.MANUAL);
    }
  }

  List<TorrentSnapshot> snapshot() {
    return torrents.values().stream().map(torrent -> torrent.report().snapshot()).toList();
  }

  void close(Runnable done) {
    if (closed) {
      done.run();
      return;
    }
    whenClosed.add(done);
    if (closing) {
      return;
    }
    closing = true;
    if (listener != null) {
      listener.close();
    }
    unclaimed.forEach(peer -> peer.close("we are closing"));
    stopping++;
    for (Torrent torrent : List.copyOf(torrents.values())) {
      if (torrent.state() != TorrentState.STOPPED) {
        stopping++;
        torrent.stop(this::stopped);
      }
    }
    stopped();
  }

  private void stopped() {
    stopping--;
    if (!closing || stopping > 0) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    SessionContext open = context;
    if (open == null) {
      ended();
      return;
    }
    open.trackers().close();
    open.peers().download().close();
    open.peers().upload().close();
    open.storage().close(_ -> ended());
  }

  private void ended() {
    closed = true;
    torrents.clear();
    awake.clear();
    whenClosed.forEach(Runnable::run);
    whenClosed.clear();
  }

  private void tick() {
    timer = ports.loop().schedule(TICK, this::tick);
    long now = ports.loop().nanoTime();
    for (Torrent torrent : List.copyOf(awake)) {
      torrent.tick(now);
      if (torrent.parked()) {
        awake.remove(torrent);
      }
    }
    for (PeerConnection peer : unclaimed) {
      peer.tick(now);
    }
  }

  private void resumeWarning(Failure failure) {
    LOG.warn("resume data could not be saved: {}", failure);
  }

  // ---- incoming connections --------------------------------------------------------------------

  private @Nullable ConnectionHandler accept(Connection connection) {
    SessionContext open = context;
    if (closing
        || open == null
        || unclaimed.size() >= MAX_UNCLAIMED
        || unclaimedFrom(connection.remote().getAddress()) >= MAX_UNCLAIMED_PER_ADDRESS
        || !open.connections().room()) {
      return null;
    }
    open.connections().opened();
    PeerConnection peer = PeerConnection.accepted(open.peers(), connection, this);
    unclaimed.add(peer);
    return open.encrypting().accepted(connection, peer);
  }

  private int unclaimedFrom(InetAddress address) {
    int count = 0;
    for (PeerConnection peer : unclaimed) {
      if (peer.address().getAddress().equals(address)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public @Nullable PeerListener find(InfoHash infoHash, PeerConnection peer) {
    Torrent torrent = torrents.get(infoHash);
    if (torrent == null || !torrent.open() || !torrent.wake().accept(peer)) {
      return null;
    }
    unclaimed.remove(peer);
    return torrent.conversation();
  }

  @Override
  public void onUnclaimed(PeerConnection peer) {
    unclaimed.remove(peer);
    if (context != null) {
      context.connections().closed();
    }
  }
}

package dev.panal.tracker;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.tracker.ring.Replica;
import dev.panal.tracker.ring.Ring;
import dev.panal.tracker.ring.RingLag;
import dev.panal.tracker.ring.RingMode;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A tracker in one process: the store of swarms, and the two transports that lead to it.
///
/// Everything happens on the loop of the ports it was made with. All methods here may be called
/// from any thread: they post to that loop, and what they were given to call back is called there
/// and must not block.
public final class Tracker implements AutoCloseable {
  /// Rows that one turn of the loop may sweep: some hundred microseconds.
  private static final int SWEEP_ROWS_PER_TURN = 16_384;

  private final Ports ports;
  private final SwarmStore store;
  private final @Nullable Consumer<SwarmEvent> events;
  private final RingMember member;
  private final TrackerDesk desk;
  private final HttpTracker http;
  private final ConnectionIds connectionIds;
  private final TrackerCounters counters = new TrackerCounters();
  private final List<UdpTracker> udp = new ArrayList<>();
  private EventLoop.@Nullable Timer nextTick;
  private boolean closed;

  /// A tracker whose events nobody hears, otherwise as [#Tracker(Ports, TrackerConfig, Consumer)].
  public Tracker(Ports ports, TrackerConfig config) {
    this(ports, config, null);
  }

  /// A tracker without an open port: [#http()] answers calls at once, [#listenUdp] adds sockets.
  ///
  /// To be made on the loop of `ports`, or elsewhere while nobody uses these ports yet: its secrets
  /// are drawn here.
  ///
  /// @param events hears on the loop what happens in the swarms; must be quick and must not throw.
  ///   Null if nobody listens, which saves making the events
  public Tracker(Ports ports, TrackerConfig config, @Nullable Consumer<SwarmEvent> events) {
    this.ports = ports;
    // The port's generator may be slow, because it makes keys; drawing peers needs a quick one.
    SplittableRandom random = new SplittableRandom(ports.random().nextLong());
    this.events = events;
    this.store =
        new SwarmStore(
            config, SipHash.random(ports.random()), random, events == null ? null : this::happened);
    this.member = new RingMember(ports.loop(), store, config.limits().maxPeers(), events);
    this.desk = new TrackerDesk(config, store, counters, member);
    this.connectionIds = new ConnectionIds(SipHash.random(ports.random()), ports.loop());
    this.http = new HttpTracker(ports.loop(), desk, counters, config, trackerId(ports));
    ports.loop().execute(this::scheduleTick);
  }

  /// The tracker over HTTP, for whoever has an HTTP server.
  public HttpTracker http() {
    return http;
  }

  /// Opens a UDP socket for announces and scrapes. May be called several times, for IPv4 and IPv6
  /// say.
  ///
  /// @param local port 0 takes any free port
  /// @param completion hears the address with the port that was taken, or why it cannot be had
  public void listenUdp(InetSocketAddress local, Completion<InetSocketAddress> completion) {
    ports.loop().execute(() -> completion.accept(openUdp(local)));
  }

  private Result<InetSocketAddress> openUdp(InetSocketAddress local) {
    if (closed) {
      return Result.failed(Failure.Reason.CANCELLED, "tracker", "is closed");
    }
    try {
      UdpTracker opened =
          new UdpTracker(
              ports.network(),
              local,
              desk,
              connectionIds,
              counters,
              new Foresight(store),
              new LoadShedding(ports.loop()));
      udp.add(opened);
      return Result.done(opened.local());
    } catch (IOException e) {
      return Result.failed(Failure.Reason.IO, "UDP " + local, String.valueOf(e.getMessage()));
    }
  }

  /// This tracker as the engine of a ring sees it.
  public Replica replica() {
    return member;
  }

  /// Becomes one of several trackers that know the same swarms. To be called once, before the first
  /// port is open.
  ///
  /// @param ring keeps them together, and knows [#replica()]
  public void join(Ring ring, RingMode mode) {
    ports
        .loop()
        .execute(() -> {
          RingSecrets secrets = new RingSecrets(ring.secret());
          member.join(ring, mode, new PeerHash(secrets.hash("peers")));
          connectionIds.share(secrets.hash("connection ids"));
          http.calls(secrets.name("tracker"));
        });
  }

  /// How far the others of a ring are behind this tracker.
  public void ringLag(Consumer<RingLag> receiver) {
    ports.loop().execute(() -> receiver.accept(member.lag()));
  }

  /// Turns clients away from now on, with the time after which to come back (BEP 31), and sends the
  /// other trackers of the ring what they do not know yet.
  ///
  /// @param then hears, on the loop, whether they know all
  public void leave(Consumer<Boolean> then) {
    ports
        .loop()
        .execute(() -> {
          desk.leave();
          member.flush(then);
        });
  }

  /// Serves other swarms from now on. What is known of swarms that are served no more runs out with
  /// their peers' silence.
  public void admit(TrackerPolicy policy) {
    ports.loop().execute(() -> desk.admit(policy));
  }

  /// The tracker in numbers.
  public void snapshot(Consumer<TrackerSnapshot> receiver) {
    ports
        .loop()
        .execute(() ->
            receiver.accept(
                new TrackerSnapshot(
                    store.swarms(),
                    store.peers(),
                    store.seeds(),
                    store.bytes(),
                    store.intervalSeconds(),
                    counters.snapshot())));
  }

  /// The numbers of these swarms, in this order; zeros for those that are not known.
  ///
  /// @param infoHashes any number of them: it is the caller who has to be reasonable
  public void swarms(List<InfoHash> infoHashes, Consumer<List<SwarmSummary>> receiver) {
    List<InfoHash> wanted = List.copyOf(infoHashes);
    ports.loop().execute(() -> member.summaries(wanted, (found, _) -> receiver.accept(found)));
  }

  /// Tells peers that announce over HTTP from now on that messages are left and fetched at this
  /// path of the same server.
  public void offerMessages(String path) {
    ports.loop().execute(() -> http.offerMessages(path));
  }

  /// Whether a peer of a swarm announces itself with this key. What somebody else announces under
  /// the same id, as anybody can who knows it, makes the answer [KeyProof#CONTESTED].
  public void proves(InfoHash infoHash, PeerId peerId, int key, Consumer<KeyProof> receiver) {
    ports.loop().execute(() -> member.proves(infoHash, peerId, key, receiver));
  }

  /// Takes note of what is known of swarms from outside: after a start, of those before it; at any
  /// time, of torrents that somebody here cares for. Of more swarms than the limits allow, the rest
  /// is ignored.
  public void know(List<KnownSwarm> swarms) {
    List<KnownSwarm> known = List.copyOf(swarms);
    ports.loop().execute(() -> member.know(known));
  }

  /// Downloads completed since the last time this was asked, for who adds them up in a safer place.
  /// One may ask, not several.
  public void takeCompleted(Consumer<List<CompletedDownloads>> receiver) {
    ports.loop().execute(() -> receiver.accept(store.takeCompleted()));
  }

  /// Raises the counts of completed downloads to these, which are kept in a safer place. Says
  /// nothing else of the swarms. Of more swarms than the limits allow, the rest is ignored.
  public void recall(List<CompletedDownloads> totals) {
    List<CompletedDownloads> known = List.copyOf(totals);
    ports.loop().execute(() -> member.recall(known));
  }

  /// Up to `max` peers of a swarm, evenly picked from all, mostly the same every time.
  public void peers(InfoHash infoHash, int max, Consumer<List<ListedPeer>> receiver) {
    ports.loop().execute(() -> member.peers(infoHash, max, receiver));
  }

  private void happened(SwarmEvent event) {
    if (events != null) {
      events.accept(event);
      member.happened(event);
    }
  }

  private static String trackerId(Ports ports) {
    return HexFormat.of().toHexDigits(ports.random().nextInt());
  }

  /// Closes the sockets and answers no more. Idempotent.
  @Override
  public void close() {
    ports
        .loop()
        .execute(() -> {
          closed = true;
          http.close();
          udp.forEach(UdpTracker::close);
          udp.clear();
          if (nextTick != null) {
            nextTick.cancel();
          }
        });
  }

  private void scheduleTick() {
    if (!closed) {
      nextTick = ports.loop().schedule(store.tickLength(), this::tick);
    }
  }

  private void tick() {
    store.tick();
    sweep();
    scheduleTick();
  }

  private void sweep() {
    if (!closed && store.sweep(SWEEP_ROWS_PER_TURN)) {
      ports.loop().execute(this::sweep);
    }
  }
}

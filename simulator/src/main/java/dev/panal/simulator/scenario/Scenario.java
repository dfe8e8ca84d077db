package dev.panal.simulator.scenario;

import dev.panal.engine.SessionConfig;
import dev.panal.engine.SessionEvent;
import dev.panal.simulator.Host;
import dev.panal.simulator.HostSpec;
import dev.panal.simulator.VirtualWorld;
import dev.panal.tracker.TrackerConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One torrent, a tracker, and clients, in a world of their own.
///
/// ```java
/// try (Scenario scenario = new Scenario(1, torrent)) {
///   scenario.tracker().start();
///   Client seed = scenario.seed(HostSpec.named("seed"));
///   Client leecher = scenario.leecher(HostSpec.named("leecher"));
///   scenario.startAll();
///   scenario.runUntilSeeding(List.of(leecher), Duration.ofMinutes(5));
///   scenario.end();
/// }
/// ```
public final class Scenario implements AutoCloseable {
  /// More than any session may take to say goodbye.
  private static final Duration GOODBYE = Duration.ofMinutes(5);

  private final VirtualWorld world;
  private final VirtualTorrent torrent;
  private final TrackerHost tracker;
  private final List<Client> clients = new ArrayList<>();

  public Scenario(long seed, VirtualTorrent torrent) {
    this(seed, torrent, TrackerConfig.defaults());
  }

  public Scenario(long seed, VirtualTorrent torrent, TrackerConfig config) {
    this.world = new VirtualWorld(seed);
    this.torrent = torrent;
    this.tracker = new TrackerHost(world.host(HostSpec.named(TrackerHost.NAME)), config);
  }

  /// Where clients listen, and the engine's defaults.
  public static SessionConfig config() {
    return SessionConfig.defaults().withListen(new InetSocketAddress(Client.PORT));
  }

  public VirtualWorld world() {
    return world;
  }

  public VirtualTorrent torrent() {
    return torrent;
  }

  /// Not started yet.
  public TrackerHost tracker() {
    return tracker;
  }

  /// A client that has everything; not started yet.
  public Client seed(HostSpec spec) {
    Client client = client(spec, config());
    torrent.place(client.host(), Client.FOLDER);
    return client;
  }

  /// A client that has nothing; not started yet.
  public Client leecher(HostSpec spec) {
    return client(spec, config());
  }

  public Client client(HostSpec spec, SessionConfig config) {
    Host host = world.host(spec);
    Client client = new Client(world, host, torrent, config);
    clients.add(client);
    return client;
  }

  public List<Client> clients() {
    return List.copyOf(clients);
  }

  public void startAll() {
    clients.forEach(Client::start);
  }

  /// Runs a step of the script after a while.
  public void after(Duration delay, Runnable step) {
    world.after(delay, step);
  }

  /// Lets the world go on until these clients have everything and say so.
  ///
  /// @return whether they came to that before `limit` had passed
  public boolean runUntilSeeding(List<Client> these, Duration limit) {
    return world.runUntil(() -> these.stream().allMatch(Client::seeding), limit);
  }

  public Report report() {
    List<Report.Row> rows = new ArrayList<>();
    for (Client client : clients) {
      rows.add(
          new Report.Row(
              client.host().name(),
              client.whole(),
              client.completedAt(),
              client.host().sentBytes(),
              client.host().receivedBytes(),
              client.verifiedPieces(),
              client.failedPieces(),
              client.events(SessionEvent.PeerBanned.class).size(),
              client.lives(),
              client.failure().map(Object::toString).orElse("")));
    }
    return new Report(
        world.time(), torrent.length(), rows, world.log().count(), world.log().hash());
  }

  /// Closes every session that runs, in order, and throws if anything went wrong in the run: a
  /// session that does not end, a lease that is not given back, an exception in a callback.
  public void end() {
    List<Client> running = clients.stream().filter(Client::running).toList();
    int[] left = {running.size()};
    running.forEach(client -> client.stop(() -> left[0]--));
    boolean ended = world.runUntil(() -> left[0] == 0, GOODBYE);
    world.check();
    if (!ended) {
      throw new AssertionError(left[0] + " sessions did not end within " + GOODBYE);
    }
  }

  @Override
  public void close() {
    world.close();
  }
}

package dev.panal.simulator.scenario;

import dev.panal.engine.AddTorrent;
import dev.panal.engine.Session;
import dev.panal.engine.SessionConfig;
import dev.panal.engine.SessionEvent;
import dev.panal.engine.TorrentSnapshot;
import dev.panal.io.Failure;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.simulator.Host;
import dev.panal.simulator.VirtualWorld;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client on a host of its own, with one torrent. It may be killed and started again: files and
/// resume data stay, all else begins anew.
public final class Client {
  /// Every client listens here, so that one that was restarted is found again.
  public static final int PORT = 6881;

  /// The download folder of every client.
  public static final Path FOLDER = Path.of("/downloads");

  private final VirtualWorld world;
  private final Host host;
  private final VirtualTorrent torrent;
  private final SessionConfig config;
  private final MemoryResumeStore resume = new MemoryResumeStore();
  private final List<SessionEvent> events = new ArrayList<>();
  private final List<InetSocketAddress> friends = new ArrayList<>();
  private @Nullable Session session;
  private @Nullable Duration completedAt;
  private Optional<Failure> failure = Optional.empty();
  private boolean seeding;
  private boolean stopping;
  private int verifiedPieces;
  private int failedPieces;
  private int lives;

  Client(VirtualWorld world, Host host, VirtualTorrent torrent, SessionConfig config) {
    this.world = world;
    this.host = host;
    this.torrent = torrent;
    this.config = config;
    torrent.expect(host, FOLDER);
  }

  public Host host() {
    return host;
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(host.address(), PORT);
  }

  /// A peer this client is told of when it starts.
  public Client knows(Client friend) {
    return knows(friend.address());
  }

  /// A peer this client is told of when it starts.
  public Client knows(InetSocketAddress friend) {
    friends.add(friend);
    return this;
  }

  /// Starts the program, if need be, and the session in it.
  public void start() {
    if (!host.up()) {
      Ports _ = host.start();
    }
    lives++;
    stopping = false;
    seeding = false;
    failure = Optional.empty();
    Ports ports = host.ports();
    // A session that is killed is never heard of again, so nothing of an earlier life comes here.
    Session next = new Session(ports, config, resume.on(ports.loop()), this::heard);
    session = next;
    next.start(result -> require("start", result));
    next.add(
        new AddTorrent(torrent.metainfo(), FOLDER, List.of(), false, List.copyOf(friends)),
        result -> require("add", result));
  }

  /// Kills it, as `kill -9` does.
  public void crash() {
    session = null;
    host.crash();
  }

  /// Closes the session in order and ends the program, which must have given everything back.
  /// `done` runs after that.
  public void stop(Runnable done) {
    stopping = true;
    session()
        .close(() ->
            // Not inside a callback of the program that ends.
            world.after(
                Duration.ofMillis(1),
                () -> {
                  session = null;
                  host.stop();
                  done.run();
                }));
  }

  public boolean running() {
    return session != null;
  }

  public Session session() {
    if (session == null) {
      throw new IllegalStateException(host.name() + " has no session");
    }
    return session;
  }

  /// What the session says of the torrent now. Lets the world go on for a moment.
  public TorrentSnapshot snapshot() {
    List<TorrentSnapshot> heard = new ArrayList<>();
    session().snapshot(heard::addAll);
    boolean answered = world.runUntil(() -> !heard.isEmpty(), Duration.ofSeconds(1));
    if (!answered) {
      throw new IllegalStateException(host.name() + " gives no snapshot");
    }
    return heard.getFirst();
  }

  /// Whether it says that it has everything and serves it.
  public boolean seeding() {
    return seeding;
  }

  /// Whether all bytes are on its disk, whatever it says.
  public boolean whole() {
    return torrent.isWholeOn(host, FOLDER);
  }

  /// What its torrent failed with, in this life.
  public Optional<Failure> failure() {
    return failure;
  }

  /// When the download was complete for the first time.
  public Optional<Duration> completedAt() {
    return Optional.ofNullable(completedAt);
  }

  /// Pieces it has verified while downloading, over all lives.
  public int verifiedPieces() {
    return verifiedPieces;
  }

  public int failedPieces() {
    return failedPieces;
  }

  public int lives() {
    return lives;
  }

  /// Everything its sessions have told, over all lives.
  public List<SessionEvent> events() {
    return List.copyOf(events);
  }

  public MemoryResumeStore resume() {
    return resume;
  }

  public <E extends SessionEvent> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private void heard(SessionEvent event) {
    world.note(host, event.toString());
    events.add(event);
    switch (event) {
      case SessionEvent.Completed _ -> {
        if (completedAt == null) {
          completedAt = world.time();
        }
      }
      case SessionEvent.Seeding _ -> seeding = true;
      case SessionEvent.PieceVerified _ -> verifiedPieces++;
      case SessionEvent.PieceFailed _ -> failedPieces++;
      case SessionEvent.TorrentFailed failed -> failure = Optional.of(failed.failure());
      case SessionEvent.Started _ -> failure = Optional.empty();
      case SessionEvent.Listening _,
          SessionEvent.Checking _,
          SessionEvent.PeerConnected _,
          SessionEvent.PeerDisconnected _,
          SessionEvent.PeerBanned _,
          SessionEvent.TrackerAnnounced _,
          SessionEvent.TrackerFailed _,
          SessionEvent.MessagesOffered _,
          SessionEvent.Warning _ -> {}
    }
  }

  private <T> void require(String what, Result<T> result) {
    switch (result) {
      case Result.Done<T> _ -> {}
      case Result.Failed<T> failed ->
          throw new IllegalStateException(
              host.name() + " could not " + what + ": " + failed.failure());
    }
  }

  /// For scripts in which it may be up or down when the time comes.
  public void ifRunning(Runnable step) {
    if (session != null && !stopping) {
      step.run();
    }
  }

  /// For scripts in which it may be up or down when the time comes.
  public void ifDown(Runnable step) {
    if (session == null && !host.up()) {
      step.run();
    }
  }

  @Override
  public String toString() {
    return host.name();
  }
}

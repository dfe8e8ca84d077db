package dev.panal.simulator.scenario;

import dev.panal.engine.AddTorrent;
import dev.panal.engine.Session;
import dev.panal.engine.SessionConfig;
import dev.panal.engine.SessionEvent;
import dev.panal.engine.TorrentSnapshot;
import dev.panal.io.Disk;
import dev.panal.io.EventLoop;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.simulator.Host;
import dev.panal.simulator.VirtualWorld;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A session with many torrents, all of them on its disk, which counts what they cost.
final class Library {
  private static final int PORT = 6881;

  private final VirtualWorld world;
  private final Host host;
  private final List<VirtualTorrent> torrents;
  private final MemoryResumeStore resume = new MemoryResumeStore();
  private final Map<String, Integer> diskCalls = new HashMap<>();
  private Gauge loop;
  private Session session;
  private int seeding;

  /// Not started yet.
  Library(VirtualWorld world, Host host, List<VirtualTorrent> torrents) {
    this.world = world;
    this.host = host;
    this.torrents = torrents;
    for (VirtualTorrent torrent : torrents) {
      torrent.expect(host, Client.FOLDER);
      torrent.place(host, Client.FOLDER);
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host.address(), PORT);
  }

  MemoryResumeStore resume() {
    return resume;
  }

  Session session() {
    return session;
  }

  void start() {
    if (!host.up()) {
      Ports _ = host.start();
    }
    Ports real = host.ports();
    loop = new Gauge(real.loop());
    diskCalls.clear();
    seeding = 0;
    Ports counted =
        new Ports(
            loop, real.network(), counted(real.disk()), real.http(), real.buffers(), real.random());
    SessionConfig config = SessionConfig.defaults().withListen(new InetSocketAddress(PORT));
    session = new Session(counted, config, resume.on(loop), this::heard);
    session.start(Library::require);
    for (VirtualTorrent torrent : torrents) {
      session.add(AddTorrent.of(torrent.metainfo(), Client.FOLDER), Library::require);
    }
  }

  void crash() {
    host.crash();
  }

  /// Closes the session in order; the host reports what it has left.
  void stop() {
    boolean[] closed = {false};
    session.close(() -> closed[0] = true);
    if (!world.runUntil(() -> closed[0], Duration.ofMinutes(1))) {
      throw new IllegalStateException("the session does not end");
    }
    host.stop();
  }

  /// How many torrents have said that they are complete and served.
  int seeding() {
    return seeding;
  }

  TorrentSnapshot snapshot(int torrent) {
    List<TorrentSnapshot> heard = new ArrayList<>();
    session.snapshot(heard::addAll);
    world.run(Duration.ofMillis(1));
    return heard.get(torrent);
  }

  /// Timers that are set now.
  int timers() {
    return loop.pending;
  }

  /// Tasks and timers that have run.
  long turns() {
    return loop.turns;
  }

  /// How often a method of the disk was called.
  int diskCalls(String method) {
    return diskCalls.getOrDefault(method, 0);
  }

  private void heard(SessionEvent event) {
    if (event instanceof SessionEvent.Seeding) {
      seeding++;
    }
  }

  private static <T> void require(Result<T> result) {
    if (result instanceof Result.Failed<T> failed) {
      throw new IllegalStateException(failed.failure().toString());
    }
  }

  private Disk counted(Disk disk) {
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
              diskCalls.merge(method.getName(), 1, Integer::sum);
              try {
                return method.invoke(disk, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /// The loop of a program, with a count of what it does.
  private static final class Gauge implements EventLoop {
    private final EventLoop loop;
    private int pending;
    private long turns;

    Gauge(EventLoop loop) {
      this.loop = loop;
    }

    @Override
    public long nanoTime() {
      return loop.nanoTime();
    }

    @Override
    public long epochMillis() {
      return loop.epochMillis();
    }

    @Override
    public boolean inLoop() {
      return loop.inLoop();
    }

    @Override
    public void execute(Runnable task) {
      loop.execute(() -> {
        turns++;
        task.run();
      });
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      boolean[] over = {false};
      pending++;
      Timer timer =
          loop.schedule(
              delay,
              () -> {
                end(over);
                turns++;
                task.run();
              });
      return () -> {
        timer.cancel();
        end(over);
      };
    }

    private void end(boolean[] over) {
      pending -= over[0] ? 0 : 1;
      over[0] = true;
    }
  }
}

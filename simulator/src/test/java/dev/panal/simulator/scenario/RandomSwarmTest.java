package dev.panal.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.SessionConfig;
import dev.panal.engine.SessionEvent;
import dev.panal.io.Disk.Allocation;
import dev.panal.io.Failure;
import dev.panal.simulator.DiskSpec;
import dev.panal.simulator.Host;
import dev.panal.simulator.HostSpec;
import dev.panal.simulator.LinkSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Swarms made by chance, to which things happen by chance. Whatever it was, in the end every
/// leecher has every byte, nobody innocent was banned, and nothing is left when all have closed.
///
/// To look for more trouble, add seeds; to look into one, give its scenario a trace:
/// `scenario.world().log().trace(System.out::println)`.
final class RandomSwarmTest {
  private static final Duration LIMIT = Duration.ofHours(2);
  private static final int TRIES = 10;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void everybodyFinishes(long seed) {
    Random random = new Random(seed);
    VirtualTorrent torrent = torrent(random);
    try (Scenario scenario = new Scenario(seed, torrent)) {
      List<Client> seeds = new ArrayList<>();
      List<Client> leechers = new ArrayList<>();
      List<Client> spoilers = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(2); i++) {
        seeds.add(scenario.seed(host("seed " + i, random)));
      }
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        leechers.add(scenario.client(host("leecher " + i, random), config(random)));
      }
      for (int i = 0; i < random.nextInt(3); i++) {
        spoilers.add(scenario.seed(host("spoiler " + i, random)));
      }
      scenario.tracker().start();
      spoil(scenario, spoilers, random);
      List<HostilePeer> hostile = hostile(scenario, random);
      for (Client client : Stream.concat(seeds.stream(), leechers.stream()).toList()) {
        scenario.after(Duration.ofMillis(random.nextInt(8000)), client::start);
      }
      Duration end = Duration.ofSeconds(8);
      for (int i = random.nextInt(6); i > 0; i--) {
        end = longer(end, misfortune(scenario, leechers, random));
      }
      scenario.world().run(end.plusSeconds(6));
      getUp(scenario, leechers);
      assertThat(leechers).as(scenario.report().toString()).allMatch(Client::whole);
      assertOnlyTheGuiltyAreBanned(leechers, spoilers);
      assertThat(hostile).allMatch(peer -> peer.closed() > 0);
      scenario.end();
    }
  }

  private static VirtualTorrent torrent(Random random) {
    List<List<String>> trackers =
        List.of(List.of(random.nextBoolean() ? TrackerHost.HTTP_URL : TrackerHost.UDP_URL));
    int pieceLength = (16 * 1024) << random.nextInt(5);
    if (random.nextBoolean()) {
      return VirtualTorrent.file("file", 1 + random.nextInt(3_000_000), pieceLength, trackers);
    }
    List<Long> lengths = new ArrayList<>(List.of(1L));
    for (int i = random.nextInt(30); i > 0; i--) {
      lengths.add((long) random.nextInt(random.nextInt(4) == 0 ? 500_000 : 20_000));
    }
    return VirtualTorrent.folder("folder", lengths, pieceLength, trackers);
  }

  private static HostSpec host(String name, Random random) {
    LinkSpec link =
        LinkSpec.fast()
            .withRates(50_000 + random.nextInt(2_000_000), 200_000 + random.nextInt(8_000_000))
            .withLatency(
                Duration.ofMillis(random.nextInt(80)), Duration.ofMillis(1 + random.nextInt(40)))
            .withLoss(random.nextInt(3) == 0 ? random.nextDouble() * 0.04 : 0);
    DiskSpec disk =
        random.nextInt(4) == 0
            ? DiskSpec.fast().withSpeed(200_000 + random.nextInt(2_000_000), Duration.ofMillis(8))
            : DiskSpec.fast();
    boolean hidden = name.startsWith("leecher") && random.nextInt(5) == 0;
    return HostSpec.named(name).withLink(hidden ? link.behindNat() : link).withDisk(disk);
  }

  private static SessionConfig config(Random random) {
    SessionConfig config = Scenario.config();
    return switch (random.nextInt(4)) {
      case 0 -> config.withAllocation(Allocation.FULL);
      case 1 ->
          config.withRates(
              new SessionConfig.RateLimits(
                  200_000 + random.nextInt(1_000_000), 50_000 + random.nextInt(500_000)));
      default -> config;
    };
  }

  /// Seeds that do not know that their disks have gone bad.
  private static void spoil(Scenario scenario, List<Client> spoilers, Random random) {
    spoilers.forEach(Client::start);
    assertThat(scenario.runUntilSeeding(spoilers, LIMIT)).isTrue();
    for (Client spoiler : spoilers) {
      scenario.torrent().rot(spoiler.host(), Client.FOLDER, 1 + random.nextInt(100_000));
    }
  }

  private static List<HostilePeer> hostile(Scenario scenario, Random random) {
    List<HostilePeer> peers = new ArrayList<>();
    List<Client> victims = scenario.clients();
    for (int i = 0; i < random.nextInt(3); i++) {
      Host host = scenario.world().host(HostSpec.named("hostile " + i));
      Client victim = victims.get(random.nextInt(victims.size()));
      HostilePeer peer = new HostilePeer(host, victim.address(), scenario.torrent());
      scenario.after(Duration.ofMillis(random.nextInt(10_000)), peer::connect);
      peers.add(peer);
    }
    return peers;
  }

  /// Something happens to somebody, and passes.
  ///
  /// @return when it will have passed
  private static Duration misfortune(Scenario scenario, List<Client> clients, Random random) {
    Client victim = clients.get(random.nextInt(clients.size()));
    Client friend = clients.get(random.nextInt(clients.size()));
    Duration begin = Duration.ofMillis(4000 + random.nextInt(20_000));
    Duration end = begin.plusMillis(100 + random.nextInt(20_000));
    Runnable happens;
    Runnable passes;
    switch (random.nextInt(6)) {
      case 0 -> {
        happens = () -> victim.host().files().breakAt(Client.FOLDER, Failure.Reason.IO);
        passes = () -> victim.host().files().mend(Client.FOLDER);
      }
      case 1 -> {
        happens = () -> victim.host().files().capacity(victim.host().files().usedBytes());
        passes = () -> victim.host().files().capacity(Long.MAX_VALUE);
      }
      case 2 -> {
        happens = () -> scenario.world().cut(victim.host(), friend.host());
        passes = () -> scenario.world().mend(victim.host(), friend.host());
      }
      case 3 -> {
        happens = victim.host()::unplug;
        passes = victim.host()::plugIn;
      }
      case 4 -> {
        happens = () -> victim.ifRunning(() -> victim.stop(() -> {}));
        passes = () -> victim.ifDown(victim::start);
      }
      default -> {
        happens = () -> victim.ifRunning(victim::crash);
        passes = () -> victim.ifDown(victim::start);
      }
    }
    scenario.after(begin, happens);
    scenario.after(end, passes);
    return end;
  }

  /// A person looks after the clients now and then until all have everything.
  private static void getUp(Scenario scenario, List<Client> leechers) {
    for (int i = 0; i < TRIES; i++) {
      for (Client client : leechers) {
        client.ifDown(client::start);
        if (client.failure().isPresent()) {
          client.session().resume(scenario.torrent().metainfo().info().infoHash(), result -> {});
        }
      }
      if (scenario.runUntilSeeding(leechers, Duration.ofMinutes(20))) {
        break;
      }
    }
    scenario.world().check();
    assertThat(leechers).as(scenario.report().toString()).allMatch(Client::seeding);
  }

  private static void assertOnlyTheGuiltyAreBanned(List<Client> judges, List<Client> guilty) {
    List<InetAddress> names = guilty.stream().map(client -> client.host().address()).toList();
    for (Client judge : judges) {
      for (SessionEvent.PeerBanned ban : judge.events(SessionEvent.PeerBanned.class)) {
        if (ban.reason().contains("corrupt")) {
          assertThat(names).as(judge + " bans " + ban).contains(ban.peer().getAddress());
        }
      }
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}

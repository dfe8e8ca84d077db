package dev.panal.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.SessionConfig;
import dev.panal.engine.SessionEvent;
import dev.panal.engine.TorrentSnapshot;
import dev.panal.engine.TorrentState;
import dev.panal.io.Failure;
import dev.panal.simulator.DiskSpec;
import dev.panal.simulator.HostSpec;
import dev.panal.simulator.LinkSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whole swarms of the production session and tracker, in virtual time.
final class SwarmTest {
  private static final long LENGTH = 6 * 1024 * 1024 + 12_345;
  private static final int PIECE_LENGTH = 64 * 1024;
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final LinkSpec LINE = LinkSpec.home().withRates(1_000_000, 8_000_000);

  @Test
  void oneSeedAndTenLeechers() {
    try (Scenario scenario = scenario(1, TrackerHost.HTTP_URL)) {
      Client seed = scenario.seed(host("seed"));
      List<Client> leechers = leechers(scenario, 10);
      scenario.tracker().start();
      scenario.startAll();
      finish(scenario, leechers);
      Report report = scenario.report();
      // The leechers give to each other: ten copies would be what a web server sends.
      assertThat(report.copiesSent(seed)).as(report.toString()).isBetween(1.0, 3.0);
      for (Client leecher : leechers) {
        // Nobody is sent much that he has already.
        assertThat(report.row(leecher).receivedBytes())
            .as(report.toString())
            .isLessThan(LENGTH * 5 / 4);
      }
      scenario.end();
    }
  }

  @Test
  void aTrackerOverUdpIntroducesThePeersToo() {
    try (Scenario scenario = scenario(2, TrackerHost.UDP_URL)) {
      scenario.seed(host("seed"));
      List<Client> leechers = leechers(scenario, 3);
      scenario.tracker().start();
      scenario.startAll();
      finish(scenario, leechers);
      assertThat(leechers.getFirst().events(SessionEvent.TrackerAnnounced.class)).isNotEmpty();
      scenario.end();
    }
  }

  @Test
  void aFolderOfFilesOfAllSizes() {
    List<Long> lengths = new ArrayList<>(List.of(0L, 1L, 5_000_000L, 0L, 131_072L, 17L));
    for (int i = 0; i < 200; i++) {
      lengths.add((long) i * 31);
    }
    VirtualTorrent torrent =
        VirtualTorrent.folder("folder", lengths, 64 * 1024, List.of(List.of(TrackerHost.HTTP_URL)));
    try (Scenario scenario = new Scenario(3, torrent)) {
      scenario.seed(host("seed"));
      List<Client> leechers = leechers(scenario, 2);
      scenario.tracker().start();
      scenario.startAll();
      finish(scenario, leechers);
      scenario.end();
    }
  }

  @Test
  void peersThatCrashRestartAndJoinLate() {
    try (Scenario scenario = scenario(4, TrackerHost.HTTP_URL)) {
      scenario.seed(host("seed"));
      List<Client> leechers = leechers(scenario, 8);
      scenario.tracker().start();
      scenario.clients().subList(0, 5).forEach(Client::start);
      for (int i = 0; i < 4; i++) {
        // Four join late, four are killed and come back.
        Client late = leechers.get(4 + i);
        scenario.after(Duration.ofSeconds(3 + 4L * i), late::start);
        Client victim = leechers.get(i);
        scenario.after(Duration.ofSeconds(4 + 2L * i), victim::crash);
        scenario.after(Duration.ofSeconds(7 + 5L * i), victim::start);
      }
      scenario.world().run(Duration.ofSeconds(30));
      finish(scenario, leechers);
      Report report = scenario.report();
      for (Client leecher : leechers) {
        // A piece that was verified before the crash is not fetched again.
        assertThat(leecher.verifiedPieces())
            .as(report.toString())
            .isBetween(pieces(), pieces() + 2 * leecher.lives());
      }
      scenario.end();
    }
  }

  @Test
  void aPeerThatSendsCorruptBlocksIsBannedAndTheOthersFinish() {
    try (Scenario scenario = scenario(5, TrackerHost.HTTP_URL)) {
      scenario.seed(host("seed"));
      Client spoiler = scenario.seed(host("spoiler"));
      List<Client> leechers = leechers(scenario, 5);
      scenario.tracker().start();
      spoiler.start();
      scenario.world().runUntil(spoiler::seeding, LIMIT);
      // It believes that all is well, and sends rubbish from every piece.
      scenario.torrent().rot(spoiler.host(), Client.FOLDER, 16 * 1024);
      scenario.clients().stream().filter(client -> client != spoiler).forEach(Client::start);
      finish(scenario, leechers);
      for (Client leecher : leechers) {
        assertThat(leecher.events(SessionEvent.PeerBanned.class))
            .as(leecher + " bans the spoiler and nobody else, and says so once")
            .doesNotHaveDuplicates()
            .extracting(ban -> ban.peer().getAddress())
            .allMatch(address -> address.equals(spoiler.host().address()));
      }
      assertThat(leechers.stream().mapToInt(Client::failedPieces).sum()).isPositive();
      assertThat(leechers)
          .anyMatch(leecher -> !leecher.events(SessionEvent.PeerBanned.class).isEmpty());
      scenario.end();
    }
  }

  @Test
  void lossyLinks() {
    try (Scenario scenario = scenario(6, TrackerHost.UDP_URL)) {
      LinkSpec lossy =
          LINE.withLoss(0.03).withLatency(Duration.ofMillis(40), Duration.ofMillis(30));
      scenario.seed(host("seed").withLink(lossy));
      List<Client> leechers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        leechers.add(scenario.leecher(host("leecher " + i).withLink(lossy)));
      }
      scenario.tracker().start();
      scenario.startAll();
      finish(scenario, leechers);
      scenario.end();
    }
  }

  @Test
  void aSlowDiskHoldsUpItsOwnerOnly() {
    try (Scenario scenario = scenario(7, TrackerHost.HTTP_URL)) {
      scenario.seed(host("seed").withLink(LinkSpec.fast()));
      Client slow =
          scenario.leecher(
              host("slow")
                  .withLink(LinkSpec.fast())
                  .withDisk(DiskSpec.slow().withSpeed(300_000, Duration.ofMillis(12))));
      List<Client> quick = leechers(scenario, 3);
      scenario.tracker().start();
      scenario.startAll();
      finish(scenario, quick);
      assertThat(slow.seeding()).isFalse();
      finish(scenario, List.of(slow));
      scenario.end();
    }
  }

  @Test
  void aFullDiskIsReportedAndTheOthersFinish() {
    try (Scenario scenario = scenario(8, TrackerHost.HTTP_URL)) {
      scenario.seed(host("seed"));
      Client full =
          scenario.leecher(host("full").withDisk(DiskSpec.fast().withCapacity(LENGTH / 3)));
      List<Client> others = leechers(scenario, 3);
      scenario.tracker().start();
      scenario.startAll();
      finish(scenario, others);
      assertThat(full.failure()).isPresent();
      assertThat(full.failure().get().reason()).isEqualTo(Failure.Reason.DISK_FULL);
      assertThat(full.snapshot().state()).isEqualTo(TorrentState.FAILED);
      // Somebody makes room and says so.
      full.host().files().capacity(10 * LENGTH);
      full.session().resume(scenario.torrent().metainfo().info().infoHash(), result -> {});
      finish(scenario, List.of(full));
      scenario.end();
    }
  }

  @Test
  void aTrackerThatDiesHalfWayDoesNotMatter() {
    try (Scenario scenario = scenario(9, TrackerHost.HTTP_URL)) {
      scenario.seed(host("seed"));
      List<Client> leechers = leechers(scenario, 4);
      scenario.tracker().start();
      scenario.startAll();
      halfWay(scenario, leechers.getFirst());
      scenario.tracker().crash();
      finish(scenario, leechers);
      scenario.world().run(Duration.ofMinutes(10));
      for (Client leecher : leechers) {
        assertThat(leecher.events(SessionEvent.TrackerFailed.class)).isNotEmpty();
      }
      scenario.tracker().start();
      scenario.end();
    }
  }

  @Test
  void theOnlySeedRestartsOnTheSamePort() {
    try (Scenario scenario = scenario(10, TrackerHost.HTTP_URL)) {
      Client seed = scenario.seed(host("seed"));
      List<Client> leechers = leechers(scenario, 2);
      scenario.tracker().start();
      scenario.startAll();
      halfWay(scenario, leechers.getFirst());
      seed.crash();
      scenario.world().run(Duration.ofSeconds(20));
      seed.start();
      Duration before = scenario.world().time();
      finish(scenario, leechers);
      // They find it again by themselves, not only at the next announce.
      assertThat(scenario.world().time().minus(before)).isLessThan(Duration.ofMinutes(3));
      scenario.end();
    }
  }

  @Test
  void withAllPeersAwayItWaitsAndSaysWhy() {
    try (Scenario scenario = scenario(11, TrackerHost.HTTP_URL)) {
      Client seed = scenario.seed(host("seed"));
      Client leecher = leechers(scenario, 1).getFirst();
      scenario.tracker().start();
      scenario.startAll();
      halfWay(scenario, leecher);
      seed.crash();
      scenario.world().run(Duration.ofMinutes(1));
      TorrentSnapshot waiting = leecher.snapshot();
      assertThat(waiting.state()).isEqualTo(TorrentState.DOWNLOADING);
      assertThat(waiting.waiting()).isPresent();
      scenario.world().run(Duration.ofHours(2));
      assertThat(leecher.snapshot().waiting()).isPresent();
      assertThat(leecher.seeding()).isFalse();
      seed.start();
      assertThat(scenario.runUntilSeeding(List.of(leecher), LIMIT)).isTrue();
      finish(scenario, List.of(leecher));
      scenario.end();
    }
  }

  @Test
  void whoeverIsClosedInTheMiddleLeavesNothing() {
    try (Scenario scenario = scenario(15, TrackerHost.HTTP_URL)) {
      scenario.seed(host("seed"));
      SessionConfig limited =
          Scenario.config().withRates(new SessionConfig.RateLimits(100_000, 20_000));
      Client one = scenario.client(host("one"), limited);
      Client other = scenario.client(host("other"), limited);
      scenario.tracker().start();
      scenario.startAll();
      halfWay(scenario, one);
      // Blocks are on their way in both directions, and who waits for its turn waits long.
      scenario.end();
      assertThat(one.seeding() || other.seeding()).isFalse();
    }
  }

  @Test
  void aLeecherWhoseOnlyPeerIsBehindNatIsFoundByIt() {
    try (Scenario scenario = scenario(12, TrackerHost.HTTP_URL)) {
      scenario.seed(host("seed").withLink(LINE.behindNat()));
      List<Client> leechers = leechers(scenario, 2);
      scenario.tracker().start();
      scenario.startAll();
      finish(scenario, leechers);
      scenario.end();
    }
  }

  @Test
  void anUnpluggedPeerIsGivenUpAndComesBack() {
    try (Scenario scenario = scenario(13, TrackerHost.HTTP_URL)) {
      Client seed = scenario.seed(host("seed"));
      List<Client> leechers = leechers(scenario, 3);
      scenario.tracker().start();
      scenario.startAll();
      halfWay(scenario, leechers.getFirst());
      seed.host().unplug();
      scenario.world().run(Duration.ofMinutes(5));
      seed.host().plugIn();
      finish(scenario, leechers);
      scenario.end();
    }
  }

  @Test
  void atMostFourSourcesIsKept() {
    try (Scenario scenario = scenario(14, TrackerHost.HTTP_URL)) {
      for (int i = 0; i < 8; i++) {
        scenario.seed(host("seed " + i));
      }
      SessionConfig config = Scenario.config();
      SessionConfig.PeerLimits peers = config.peers();
      Client leecher =
          scenario.client(
              host("leecher"),
              config.withPeers(
                  new SessionConfig.PeerLimits(
                      peers.maxPeers(),
                      peers.maxPeersTotal(),
                      4,
                      peers.maxConnecting(),
                      peers.maxRequests(),
                      peers.connectTimeout(),
                      peers.handshakeTimeout(),
                      peers.silenceTimeout(),
                      peers.requestTimeout())));
      scenario.tracker().start();
      scenario.startAll();
      int most = 0;
      while (!leecher.seeding() && scenario.world().time().compareTo(LIMIT) < 0) {
        scenario.world().run(Duration.ofMillis(200));
        long sending =
            leecher.snapshot().peers().stream()
                .filter(peer -> peer.outstandingRequests() > 0)
                .count();
        most = Math.max(most, (int) sending);
      }
      assertThat(most).isBetween(2, 4);
      finish(scenario, List.of(leecher));
      scenario.end();
    }
  }

  private static Scenario scenario(long seed, String trackerUrl) {
    return new Scenario(
        seed, VirtualTorrent.file("file.bin", LENGTH, PIECE_LENGTH, List.of(List.of(trackerUrl))));
  }

  private static int pieces() {
    return (int) ((LENGTH + PIECE_LENGTH - 1) / PIECE_LENGTH);
  }

  private static HostSpec host(String name) {
    return HostSpec.named(name).withLink(LINE);
  }

  private static List<Client> leechers(Scenario scenario, int count) {
    List<Client> leechers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leechers.add(scenario.leecher(host("leecher " + i)));
    }
    return leechers;
  }

  private static void halfWay(Scenario scenario, Client client) {
    boolean there = scenario.world().runUntil(() -> client.verifiedPieces() >= pieces() / 2, LIMIT);
    assertThat(there).as(() -> scenario.report().toString()).isTrue();
  }

  /// Until these have everything, byte for byte.
  private static void finish(Scenario scenario, List<Client> these) {
    boolean done = scenario.runUntilSeeding(these, LIMIT);
    scenario.world().check();
    assertThat(done).as(() -> scenario.report().toString()).isTrue();
    for (Client client : these) {
      assertThat(client.whole()).as(client + " has every byte").isTrue();
    }
  }
}

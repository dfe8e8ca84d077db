package dev.panal.simulator.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.AddTorrent;
import dev.panal.engine.SessionEvent;
import dev.panal.engine.TorrentSnapshot;
import dev.panal.engine.TorrentState;
import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.simulator.DiskSpec;
import dev.panal.simulator.Host;
import dev.panal.simulator.HostSpec;
import dev.panal.simulator.LinkSpec;
import dev.panal.simulator.WebSite;
import dev.panal.simulator.WebSite.Answer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What one client goes through: kills, files that change behind its back, trackers that talk
/// rubbish.
final class HardshipTest {
  private static final long LENGTH = 5_000_000;
  private static final int PIECE_LENGTH = 128 * 1024;
  private static final int PIECES = (int) ((LENGTH + PIECE_LENGTH - 1) / PIECE_LENGTH);
  private static final Duration LIMIT = Duration.ofHours(2);
  private static final Path FILE = Client.FOLDER.resolve("file.bin");

  @Test
  void killedTenTimesItFetchesNoVerifiedPieceAgain() {
    Random random = new Random(5);
    try (Scenario scenario = scenario(1)) {
      scenario.seed(host("seed", DiskSpec.fast()));
      // Slow enough that every kill hits writes that wait.
      Client leecher =
          scenario.leecher(
              host("leecher", DiskSpec.fast().withSpeed(2_000_000, Duration.ofMillis(5))));
      scenario.tracker().start();
      scenario.startAll();
      for (int kill = 0; kill < 10; kill++) {
        scenario.world().run(Duration.ofMillis(300 + random.nextInt(1000)));
        leecher.crash();
        scenario.world().run(Duration.ofMillis(200 + random.nextInt(3000)));
        leecher.start();
      }
      finish(scenario, leecher);
      // Each piece is told once: what was told before a kill is found again after it.
      assertThat(leecher.verifiedPieces()).as(scenario.report().toString()).isBetween(1, PIECES);
      assertThat(leecher.events(SessionEvent.PieceVerified.class))
          .extracting(SessionEvent.PieceVerified::piece)
          .doesNotHaveDuplicates();
      assertThat(leecher.failedPieces()).isZero();
      scenario.end();
    }
  }

  @Test
  void whatWasSpoiledWhileItWasAwayIsNotTrusted() {
    try (Scenario scenario = scenario(2)) {
      scenario.seed(host("seed", DiskSpec.fast()));
      Client leecher = scenario.leecher(host("leecher", DiskSpec.fast()));
      scenario.tracker().start();
      scenario.startAll();
      finish(scenario, leecher);
      leecher.crash();
      byte[] content = leecher.host().files().content(FILE);
      content[1_000_000] ^= 1;
      leecher.host().files().put(FILE, content);
      scenario.world().run(Duration.ofSeconds(1));
      leecher.start();
      assertThat(scenario.world().runUntil(() -> leecher.verifiedPieces() > PIECES, LIMIT))
          .isTrue();
      finish(scenario, leecher);
      assertThat(leecher.verifiedPieces()).isEqualTo(PIECES + 1);
      scenario.end();
    }
  }

  @Test
  void aFileThatVanishesUnderASeedIsFetchedAgain() {
    try (Scenario scenario = scenario(3)) {
      scenario.seed(host("seed", DiskSpec.fast()));
      Client victim = scenario.leecher(host("victim", DiskSpec.fast()));
      Client late = scenario.leecher(host("late", DiskSpec.fast()));
      scenario.tracker().start();
      victim.start();
      scenario.clients().getFirst().start();
      finish(scenario, victim);
      victim.host().files().delete(FILE);
      late.start();
      finish(scenario, late);
      scenario.end();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DISK_FULL", "NOT_FOUND", "DENIED", "CHANGED", "IO"})
  void whateverTheDiskSaysIsReportedAndCanBeMended(Failure.Reason reason) {
    try (Scenario scenario = scenario(4)) {
      scenario.seed(host("seed", DiskSpec.fast()));
      Client leecher = scenario.leecher(host("leecher", DiskSpec.fast()));
      scenario.tracker().start();
      scenario.startAll();
      assertThat(scenario.world().runUntil(() -> leecher.verifiedPieces() > PIECES / 3, LIMIT))
          .isTrue();
      leecher.host().files().breakAt(Client.FOLDER, reason);
      scenario.world().run(Duration.ofSeconds(30));
      assertThat(leecher.failure()).isPresent();
      TorrentSnapshot failed = leecher.snapshot();
      assertThat(failed.state()).isEqualTo(TorrentState.FAILED);
      assertThat(failed.failure().orElseThrow()).isNotBlank();
      leecher.host().files().mend(Client.FOLDER);
      leecher.session().resume(scenario.torrent().metainfo().info().infoHash(), result -> {});
      finish(scenario, leecher);
      scenario.end();
    }
  }

  /// What a tracker may answer that is no answer.
  enum Rubbish {
    EMPTY,
    HTML,
    NOT_FOUND,
    BROKEN,
    DEEP,
    HUGE,
    ENDLESS_REDIRECT,
    NEGATIVE,
    SILENT;

    private Answer answer() {
      return switch (this) {
        case EMPTY -> Answer.of(200, new byte[0]);
        case HTML -> Answer.of(200, "<html><body>Welcome!</body></html>".getBytes(UTF_8));
        case NOT_FOUND -> Answer.of(404, "not here".getBytes(UTF_8));
        case BROKEN -> Answer.of(500, "d8:intervali5e".getBytes(UTF_8));
        case DEEP -> Answer.of(200, "l".repeat(100_000).getBytes(UTF_8));
        case HUGE -> Answer.of(200, new byte[20_000_000]);
        case ENDLESS_REDIRECT ->
            new Answer(302, Map.of("Location", "/announce"), new byte[0], Duration.ZERO);
        case NEGATIVE -> Answer.of(200, "d8:intervali-5e5:peers6:abcdefe".getBytes(UTF_8));
        case SILENT -> new Answer(200, Map.of(), new byte[0], Duration.ofHours(1));
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Rubbish.class)
  void aTrackerThatTalksRubbishIsAskedAgainLater(Rubbish rubbish) {
    try (Scenario scenario = scenario(6)) {
      scenario.seed(host("seed", DiskSpec.fast()));
      Client leecher = scenario.leecher(host("leecher", DiskSpec.fast()));
      scenario.tracker().host().serve(TrackerHost.PORT, WebSite.of(asked -> rubbish.answer()));
      scenario.startAll();
      scenario.world().run(Duration.ofMinutes(3));
      if (rubbish != Rubbish.NEGATIVE) {
        assertThat(leecher.events(SessionEvent.TrackerFailed.class))
            .isNotEmpty()
            .allSatisfy(failed -> assertThat(failed.reason()).isNotBlank().hasSizeLessThan(300));
      }
      assertThat(leecher.snapshot().waiting()).isPresent();
      scenario.tracker().start();
      finish(scenario, leecher);
      scenario.end();
    }
  }

  @Test
  void silentConnectionsKeepNobodyOut() {
    try (Scenario scenario = scenario(9)) {
      Client seed = scenario.seed(host("seed", DiskSpec.fast()));
      Client leecher = scenario.leecher(host("leecher", DiskSpec.fast()));
      Host hostile = scenario.world().host(HostSpec.named("hostile"));
      scenario.tracker().start();
      seed.start();
      scenario.world().run(Duration.ofSeconds(2));
      for (int i = 0; i < 300; i++) {
        new SilentPeer(hostile, seed.address()).connect();
      }
      scenario.world().run(Duration.ofSeconds(2));
      leecher.start();
      Duration before = scenario.world().time();
      finish(scenario, leecher);
      // Well before the seed announces again, hears of the leecher and connects to it.
      assertThat(scenario.world().time().minus(before)).isLessThan(Duration.ofSeconds(20));
      scenario.end();
    }
  }

  /// Connects, says nothing, and connects again as soon as it is thrown out.
  private record SilentPeer(Host host, InetSocketAddress target) implements ConnectionHandler {
    void connect() {
      Connection _ = host.ports().network().connect(target, null, Duration.ofSeconds(5), this);
    }

    @Override
    public void onBytes(ByteBuffer bytes) {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(CloseReason reason) {
      EventLoop.Timer _ = host.ports().loop().schedule(Duration.ofMillis(200), () -> connect());
    }
  }

  @Test
  void severalTorrentsLiveInOneSession() {
    VirtualTorrent second =
        VirtualTorrent.folder(
            "second",
            List.of(500_000L, 0L, 3_000_000L),
            32 * 1024,
            List.of(List.of(TrackerHost.UDP_URL)));
    try (Scenario scenario = scenario(7)) {
      Client seed = scenario.seed(host("seed", DiskSpec.fast()));
      Client one = scenario.leecher(host("one", DiskSpec.fast()));
      Client other = scenario.leecher(host("other", DiskSpec.fast()));
      second.place(seed.host(), Client.FOLDER);
      scenario.tracker().start();
      for (Client client : scenario.clients()) {
        client.start();
        client.session().add(AddTorrent.of(second.metainfo(), Client.FOLDER), result -> {});
      }
      assertThat(
              scenario
                  .world()
                  .runUntil(
                      () ->
                          one.events(SessionEvent.Seeding.class).size() == 2
                              && other.events(SessionEvent.Seeding.class).size() == 2,
                      LIMIT))
          .isTrue();
      for (Client client : List.of(one, other)) {
        assertThat(client.whole()).isTrue();
        assertThat(second.isWholeOn(client.host(), Client.FOLDER)).isTrue();
      }
      scenario.end();
    }
  }

  @Test
  void fiftySessionsLeaveNothing() {
    try (Scenario scenario = scenario(8)) {
      Client seed = scenario.seed(host("seed", DiskSpec.fast()));
      scenario.tracker().start();
      for (int i = 0; i < 50; i++) {
        seed.start();
        scenario.world().run(Duration.ofMillis(37L * i));
        boolean[] done = {false};
        seed.stop(() -> done[0] = true);
        assertThat(scenario.world().runUntil(() -> done[0], Duration.ofMinutes(1))).isTrue();
        scenario.world().check();
      }
    }
  }

  private static Scenario scenario(long seed) {
    return new Scenario(
        seed,
        VirtualTorrent.file(
            "file.bin", LENGTH, PIECE_LENGTH, List.of(List.of(TrackerHost.HTTP_URL))));
  }

  private static HostSpec host(String name, DiskSpec disk) {
    LinkSpec link = LinkSpec.fast().withRates(1_000_000, 4_000_000);
    return HostSpec.named(name).withLink(link).withDisk(disk);
  }

  private static void finish(Scenario scenario, Client client) {
    boolean done = scenario.runUntilSeeding(List.of(client), LIMIT);
    scenario.world().check();
    assertThat(done).as(() -> scenario.report().toString()).isTrue();
    assertThat(client.whole()).isTrue();
  }
}

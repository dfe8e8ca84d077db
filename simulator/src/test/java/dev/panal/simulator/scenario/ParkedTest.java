package dev.panal.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.ResumeData;
import dev.panal.engine.TorrentSnapshot;
import dev.panal.engine.TorrentState;
import dev.panal.simulator.HostSpec;
import dev.panal.simulator.LinkSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A session with many torrents that nobody wants at the moment.
final class ParkedTest {
  private static final int TORRENTS = 200;
  private static final int PIECE_LENGTH = 16 * 1024;
  private static final long LENGTH = 3 * PIECE_LENGTH + 100;

  /// Longer than a torrent stays awake when nobody is there any more.
  private static final Duration A_WHILE = Duration.ofMinutes(5);

  /// The tick, the next announce, the totals.
  private static final int TIMERS_OF_A_SESSION = 3;

  private static final long TICKS_PER_HOUR = 2 * 3600;

  private final List<VirtualTorrent> torrents = torrents(TORRENTS);

  @Test
  void costNoTimerAndNoWork() {
    try (Scenario scenario = scenario()) {
      Library library = library(scenario);
      library.start();
      scenario.world().run(A_WHILE);
      assertThat(library.seeding()).isEqualTo(TORRENTS);
      assertThat(library.timers()).isLessThanOrEqualTo(TIMERS_OF_A_SESSION);

      long before = library.turns();
      int callsBefore = library.diskCalls("close") + library.diskCalls("read");
      scenario.world().run(Duration.ofHours(1));

      // Each announces every two minutes, as this tracker wants it, in a turn or two.
      assertThat(library.turns() - before).isLessThan(TICKS_PER_HOUR + 60L * TORRENTS);
      assertThat(library.diskCalls("close") + library.diskCalls("read"))
          .as("nothing is taken up or let go")
          .isEqualTo(callsBefore);
      library.stop();
      scenario.world().check();
    }
  }

  @Test
  void onePeerWakesOneTorrentWhichServesItAndIsParkedAgain() {
    try (Scenario scenario = scenario()) {
      Library library = library(scenario);
      library.start();
      scenario.world().run(A_WHILE);
      int parked = library.diskCalls("close");
      assertThat(parked).isEqualTo(TORRENTS);

      Client leecher = leecher(scenario, "leecher", library);
      leecher.start();

      assertThat(scenario.runUntilSeeding(List.of(leecher), A_WHILE)).isTrue();
      scenario.world().run(A_WHILE);
      assertThat(library.diskCalls("close")).as("parked once more").isEqualTo(parked + 1);
      assertThat(library.timers()).isLessThanOrEqualTo(TIMERS_OF_A_SESSION);
      TorrentSnapshot snapshot = library.snapshot(0);
      assertThat(snapshot.state()).isEqualTo(TorrentState.SEEDING);
      assertThat(snapshot.uploadedBytes()).isEqualTo(LENGTH);
      assertThat(snapshot.verifiedBytes()).isEqualTo(LENGTH).isEqualTo(snapshot.wantedBytes());
      assertThat(snapshot.have().cardinality()).isEqualTo(4);

      Client another = leecher(scenario, "another", library);
      leecher.crash();
      another.start();

      assertThat(scenario.runUntilSeeding(List.of(another), A_WHILE)).isTrue();
      assertThat(library.snapshot(0).uploadedBytes()).isEqualTo(2 * LENGTH);
      library.stop();
      assertThat(stored(library, 0).totals().uploadedBytes()).isEqualTo(2 * LENGTH);
      scenario.world().check();
    }
  }

  @Test
  void whatATrackerNamesWakesIt() {
    try (Scenario scenario = scenario()) {
      // Nobody can reach it: it has to call.
      HostSpec spec = HostSpec.named("library").withLink(LinkSpec.fast().behindNat());
      Library library = new Library(scenario.world(), scenario.world().host(spec), torrents);
      library.start();
      scenario.world().run(A_WHILE);

      Client leecher = scenario.leecher(HostSpec.named("leecher"));
      leecher.start();

      assertThat(scenario.runUntilSeeding(List.of(leecher), Duration.ofHours(1))).isTrue();
      library.stop();
      scenario.world().check();
    }
  }

  @Test
  void timeThatIsSpentParkedCounts() {
    try (Scenario scenario = scenario()) {
      Library library = library(scenario);
      library.start();
      scenario.world().run(Duration.ofHours(3));

      library.stop();

      for (int torrent = 0; torrent < TORRENTS; torrent++) {
        assertThat(stored(library, torrent).totals().seedingSeconds()).isBetween(10_790L, 10_800L);
      }
      scenario.world().check();
    }
  }

  @Test
  void killedWhileParkedNothingIsHashedAgain() {
    try (Scenario scenario = scenario()) {
      Library library = library(scenario);
      library.start();
      scenario.world().run(A_WHILE);
      assertThat(library.diskCalls("hash")).isEqualTo(4 * TORRENTS);

      library.crash();
      library.start();
      scenario.world().run(A_WHILE);

      assertThat(library.seeding()).isEqualTo(TORRENTS);
      assertThat(library.diskCalls("hash")).isZero();
      library.stop();
      scenario.world().check();
    }
  }

  @Test
  void removedWhileParkedItIsForgotten() {
    try (Scenario scenario = scenario()) {
      Library library = library(scenario);
      library.start();
      scenario.world().run(A_WHILE);

      for (VirtualTorrent torrent : torrents) {
        library.session().remove(torrent.metainfo().info().infoHash(), result -> {});
      }
      scenario.world().run(A_WHILE);

      assertThat(library.resume().stored(torrents.getFirst().metainfo().info().infoHash()))
          .isEmpty();
      library.stop();
      scenario.world().check();
    }
  }

  private Scenario scenario() {
    Scenario scenario = new Scenario(7, torrents.getFirst());
    scenario.tracker().start();
    return scenario;
  }

  private Library library(Scenario scenario) {
    return new Library(
        scenario.world(), scenario.world().host(HostSpec.named("library")), torrents);
  }

  private static Client leecher(Scenario scenario, String name, Library library) {
    Client leecher = scenario.leecher(HostSpec.named(name));
    leecher.knows(library.address());
    return leecher;
  }

  private ResumeData stored(Library library, int torrent) {
    return library
        .resume()
        .stored(torrents.get(torrent).metainfo().info().infoHash())
        .orElseThrow();
  }

  private static List<VirtualTorrent> torrents(int count) {
    List<VirtualTorrent> torrents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      torrents.add(
          VirtualTorrent.file(
              "file " + i, LENGTH, PIECE_LENGTH, List.of(List.of(TrackerHost.HTTP_URL))));
    }
    return torrents;
  }
}

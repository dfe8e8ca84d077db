package dev.panal.engine.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.InfoHash;
import dev.panal.wire.tracker.TransferTotals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The announcers of one session among each other.
final class ManyTorrentsTest {
  private static final int TORRENTS = 1_000;
  private static final Duration HALF_HOUR = Duration.ofMinutes(30);
  private static final String LIVE = "http://live/announce";
  private static final String DEAD = "http://dead/announce";

  private final World world = new World();
  private final List<Announcer> announcers = new ArrayList<>();

  @Test
  void torrentsThatWaitShareOneTimer() {
    world.web.tracker("live", request -> World.reply(HALF_HOUR));
    start(TORRENTS, LIVE);

    world.advance(60);

    assertThat(world.web.seenBy("live")).hasSize(TORRENTS);
    assertThat(world.loop.pending()).isEqualTo(1);
    world.advance(1800);
    assertThat(world.web.seenBy("live")).hasSize(2 * TORRENTS);
  }

  @Test
  void stoppedTorrentsLeaveNoTimer() {
    start(TORRENTS, DEAD); // refuses
    world.advance(10);

    announcers.forEach(announcer -> announcer.stop(() -> {}));
    world.advance(1); // those under way hear a goodbye

    assertThat(world.loop.pending()).isZero();
  }

  @Test
  void oneTrackerIsNotAskedByAllAtOnce() {
    world.web.tracker("live", request -> World.reply(HALF_HOUR));
    start(TORRENTS, LIVE);

    world.advance(60);

    assertThat(world.web.mostUnderWay()).isEqualTo(AnnounceRoom.MAX_AT_HOST);
  }

  @Test
  void deadTrackersDoNotKeepLivingOnesWaiting() {
    List<List<String>> tiers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tiers.add(List.of("http://dead" + i + "/announce"));
      world.web.silent("dead" + i);
    }
    tiers.add(List.of(LIVE));
    world.web.tracker("live", request -> World.reply(HALF_HOUR));
    for (int i = 0; i < TORRENTS; i++) {
      start(announcer(world.torrent, tiers));
    }

    world.advance(120);

    assertThat(world.web.seenBy("live")).hasSize(TORRENTS);
    assertThat(world.web.seen().size()).as("the dead are asked now and then").isLessThan(1_500);
  }

  @Test
  void deadTrackerIsNoReasonNotToTryTheNextOfItsTier() {
    world.web.silent("dead");
    world.web.tracker("live", request -> World.reply(HALF_HOUR));
    for (int i = 0; i < TORRENTS; i++) {
      start(announcer(world.torrent, List.of(List.of(DEAD, LIVE))));
    }

    world.advance(120);

    assertThat(world.web.seenBy("live")).hasSize(TORRENTS);
  }

  @Test
  void trackerThatComesBackHearsOfAllSoon() {
    world.web.silent("dead");
    start(TORRENTS, DEAD);
    world.advance(300);
    assertThat(world.torrent.announced).isEmpty();

    world.web.tracker("dead", request -> World.reply(HALF_HOUR));
    world.advance(120);

    assertThat(world.torrent.announced).hasSize(TORRENTS);
  }

  @Test
  void whatIsBeingDownloadedGoesFirst() {
    world.web.tracker("live", request -> World.reply(HALF_HOUR));
    world.torrent.totals = new TransferTotals(0, 0, 0, 0);
    start(TORRENTS, LIVE);
    FakeTorrent download = new FakeTorrent();
    start(announcer(download, List.of(List.of(LIVE))));

    world.loop.advance(FakeWeb.LATENCY.multipliedBy(3));

    assertThat(download.announced).hasSize(1);
    assertThat(world.torrent.announced).hasSizeLessThan(100);
  }

  private void start(int count, String url) {
    for (int i = 0; i < count; i++) {
      start(announcer(world.torrent, List.of(List.of(url))));
    }
  }

  private void start(Announcer announcer) {
    announcers.add(announcer);
    announcer.start();
  }

  private Announcer announcer(FakeTorrent torrent, List<List<String>> tiers) {
    InfoHash infoHash = InfoHash.ofHex(String.format("%040x", announcers.size()));
    return new Announcer(
        world.ports,
        world.client,
        AnnounceConfig.defaults(),
        infoHash,
        World.PEER_ID,
        6881,
        tiers,
        torrent);
  }
}

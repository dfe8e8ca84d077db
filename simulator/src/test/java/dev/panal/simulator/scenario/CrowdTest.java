package dev.panal.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.simulator.Host;
import dev.panal.simulator.HostSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Many connections on one torrent, and what they say.
final class CrowdTest {
  private static final int PIECE_LENGTH = 16 * 1024;
  private static final int PIECES = 400;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /// More than hear of a piece at once, fewer than are let in.
  private static final int CROWD = 70;

  private final VirtualTorrent torrent =
      VirtualTorrent.file("crowd", (long) PIECES * PIECE_LENGTH, PIECE_LENGTH, List.of());

  @Test
  void aCrowdHearsOfEveryPieceOnceAndOfManyTogether() {
    try (Scenario scenario = new Scenario(1, torrent)) {
      Client seed = scenario.seed(HostSpec.named("seed"));
      Client leecher = scenario.leecher(HostSpec.named("leecher")).knows(seed);
      leecher.start();
      List<RawPeer> crowd = crowd(scenario, leecher, CROWD);
      assertThat(leecher.snapshot().peers()).hasSize(CROWD);

      seed.start();
      assertThat(scenario.runUntilSeeding(List.of(leecher), LIMIT)).isTrue();
      scenario.world().run(Duration.ofSeconds(1));

      for (RawPeer peer : crowd) {
        assertThat(peer.haves()).hasSize(PIECES);
        assertThat(new HashSet<>(peer.haves())).hasSize(PIECES);
        assertThat(peer.arrivals()).isLessThan(PIECES / 2);
      }
      scenario.end();
    }
  }

  @Test
  void theDownloadGoesOnToTheEndAmongManyThatHaveNothing() {
    try (Scenario scenario = new Scenario(2, torrent)) {
      Client leecher = scenario.leecher(HostSpec.named("leecher"));
      leecher.start();
      // They say that they have all, and never send anything.
      for (RawPeer peer : crowd(scenario, leecher, CROWD)) {
        for (int piece = 0; piece < PIECES; piece++) {
          peer.say(RawPeer.haves(piece, 1));
        }
        peer.say(RawPeer.unchoke());
      }
      scenario.world().run(Duration.ofSeconds(1));
      Client seed = scenario.seed(HostSpec.named("seed"));
      seed.start();
      leecher.session().addPeers(torrent.metainfo().info().infoHash(), List.of(seed.address()));

      assertThat(scenario.runUntilSeeding(List.of(leecher), LIMIT)).isTrue();
      scenario.end();
    }
  }

  @Test
  void aFloodOfHavesCostsTheFlooderItsConnection() {
    try (Scenario scenario = new Scenario(3, torrent)) {
      Client seed = scenario.seed(HostSpec.named("seed"));
      Client leecher = scenario.leecher(HostSpec.named("leecher"));
      leecher.start();
      RawPeer flooder = crowd(scenario, leecher, 1).getFirst();
      RawPeer other = crowd(scenario, leecher, 1).getFirst();
      flooder.say(RawPeer.unchoke());
      long sent = leecher.host().sentBytes();

      for (int i = 0; i < 200; i++) {
        flooder.say(RawPeer.haves(7, 1_000));
        scenario.world().run(Duration.ofMillis(20));
      }

      assertThat(flooder.closed()).isTrue();
      assertThat(other.closed()).isFalse();
      assertThat(flooder.requests()).as("piece 7 has one block, asked for once").isEqualTo(1);
      assertThat(other.haves()).isEmpty();
      assertThat(leecher.host().sentBytes() - sent).as("bytes that it made us say").isLessThan(100);
      seed.start();
      leecher.session().addPeers(torrent.metainfo().info().infoHash(), List.of(seed.address()));
      assertThat(scenario.runUntilSeeding(List.of(leecher), LIMIT)).isTrue();
      scenario.end();
    }
  }

  private List<RawPeer> crowd(Scenario scenario, Client target, int count) {
    List<RawPeer> crowd = new ArrayList<>();
    Host host =
        scenario.world().host(HostSpec.named("crowd " + scenario.world().time().toMillis()));
    for (int i = 0; i < count; i++) {
      RawPeer peer = new RawPeer(host, torrent);
      peer.connect(target.address());
      scenario.world().run(Duration.ofMillis(100));
      crowd.add(peer);
    }
    return crowd;
  }
}

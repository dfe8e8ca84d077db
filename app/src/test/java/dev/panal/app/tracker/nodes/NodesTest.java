package dev.panal.app.tracker.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.tracker.feed.FeedItem.SwarmHappening;
import dev.panal.app.tracker.nodes.Node.Deed;
import dev.panal.tracker.SwarmEvent;
import dev.panal.tracker.SwarmPeer;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NodesTest {
  private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");
  private static final InfoHash ONE = InfoHash.ofHex("01".repeat(20));
  private static final InfoHash TWO = InfoHash.ofHex("02".repeat(20));

  private final Nodes nodes = new Nodes();

  private static SwarmPeer peer(int number) {
    byte[] id = String.format("-TR4060-%012d", number).getBytes(StandardCharsets.US_ASCII);
    return new SwarmPeer(
        Optional.of(PeerId.of(id)),
        new InetSocketAddress(
            InetAddress.ofLiteral("10.1." + (number >> 8) + "." + (number & 255)), 6_881));
  }

  private NodeEvent note(SwarmEvent event, int second) {
    return nodes.note(new SwarmHappening(event, START.plusSeconds(second))).orElseThrow();
  }

  @Test
  void aLifeInASwarm() {
    note(new SwarmEvent.Joined(ONE, peer(1), 1_000), 0);
    NodeEvent announced = note(new SwarmEvent.Announced(ONE, peer(1), 200, 600, 400), 10);
    assertThat(announced.node().downloadRate()).isEqualTo(60);
    assertThat(announced.node().uploadRate()).isEqualTo(20);
    assertThat(announced.node().left()).hasValue(400);
    note(new SwarmEvent.Announced(ONE, peer(1), 200, 1_000, 0), 20);
    note(new SwarmEvent.Completed(ONE, peer(1)), 20);
    Node seed = nodes.of(ONE).getFirst();
    assertThat(seed.seed()).isTrue();
    assertThat(seed.since()).isEqualTo(START);
    assertThat(seed.doing()).isEqualTo(Deed.COMPLETED);
    NodeEvent left = note(new SwarmEvent.Left(ONE, peer(1)), 30);
    assertThat(left.node().uploaded()).isEqualTo(200);
    assertThat(nodes.of(ONE)).isEmpty();
    assertThat(nodes.count()).isZero();
    assertThat(nodes.history(Optional.empty(), 10))
        .extracting(NodeEvent::deed)
        .containsExactly(Deed.LEFT, Deed.COMPLETED, Deed.JOINED);
  }

  @Test
  void swarmsAreKeptApart() {
    note(new SwarmEvent.Shared(ONE, peer(1)), 0);
    note(new SwarmEvent.Joined(TWO, peer(1), 5), 1);
    note(new SwarmEvent.Expired(ONE, peer(1)), 2);
    assertThat(nodes.of(ONE)).isEmpty();
    assertThat(nodes.of(TWO)).hasSize(1);
    assertThat(nodes.history(Optional.of(ONE), 10)).hasSize(2);
    assertThat(nodes.recent(10)).hasSize(1);
  }

  @Test
  void liesMakeNoRates() {
    note(new SwarmEvent.Joined(ONE, peer(1), 5), 0);
    note(new SwarmEvent.Announced(ONE, peer(1), Long.MAX_VALUE, -5, -7), 10);
    NodeEvent back = note(new SwarmEvent.Announced(ONE, peer(1), 3, 3, 5), 20);
    assertThat(back.node().uploadRate()).isZero();
    assertThat(back.node().downloadRate()).isZero();
  }

  @Test
  void thePictureIsBounded() {
    for (int i = 0; i < 5_000; i++) {
      note(new SwarmEvent.Joined(ONE, peer(i), 5), 0);
    }
    assertThat(nodes.of(ONE)).hasSize(2_000);
    assertThat(nodes.history(Optional.empty(), 5_000)).hasSize(1_000);
    for (int i = 0; i < 5_000; i++) {
      note(new SwarmEvent.Left(ONE, peer(i)), 1);
    }
    assertThat(nodes.count()).isZero();
  }

  @Test
  void whoseGoingWasMissedIsForgotten() {
    note(new SwarmEvent.Joined(ONE, peer(1), 5), 0);
    note(new SwarmEvent.Joined(TWO, peer(2), 5), (int) Duration.ofHours(2).toSeconds());
    assertThat(nodes.of(ONE)).isEmpty();
    assertThat(nodes.of(TWO)).hasSize(1);
  }

  @Test
  void clientsAreNamedByTheirIds() {
    assertThat(
            List.of("-TR4060-", "-qB5040-", "A2-1-36-0-", "-PN0100-", "M7-4-3-x", "\u0001\u0002<b>")
                .stream()
                .map(start ->
                    PeerId.of(
                        (start + "xxxxxxxxxxxxxxxxxxxx")
                            .substring(0, 20)
                            .getBytes(StandardCharsets.ISO_8859_1)))
                .map(ClientName::of))
        .containsExactly(
            "Transmission 4.0.6",
            "qBittorrent 5.0.4",
            "aria2 1.36.0",
            "Panal 0.1.0",
            "BitTorrent 7.4.3",
            "unknown");
  }
}

package dev.panal.app.tracker.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.Output;
import dev.panal.app.console.Output.Verbosity;
import dev.panal.app.console.Screen;
import dev.panal.app.console.TestConsole;
import dev.panal.app.console.Text;
import dev.panal.app.tracker.feed.Feed;
import dev.panal.app.tracker.feed.FeedItem;
import dev.panal.tracker.SwarmEvent;
import dev.panal.tracker.SwarmPeer;
import dev.panal.tracker.TrackerSnapshot;
import dev.panal.tracker.message.Audience;
import dev.panal.tracker.message.Message;
import dev.panal.tracker.message.SwarmMember;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the operator of a tracker sees.
final class TrackerLinesTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final InfoHash FILM = hash(1);
  private static final InfoHash SONG = hash(2);
  private static final SwarmPeer ANNA = peer("-PN0100-Anna45678901", 1);
  private static final SwarmPeer BEN = peer("-TR3000-Ben456789012", 2);
  private static final TrackerSnapshot SNAPSHOT =
      new TrackerSnapshot(
          2, 3, 1, 1_000, 120, new TrackerSnapshot.Counters(7, 0, 5, 0, 0, 0, 0, 1, 0, 0, 0, 0));

  @TempDir Path folder;
  private final Feed feed = new Feed(() -> NOON);
  private Instant now = NOON;

  @AfterEach
  void close() {
    feed.close();
  }

  private static InfoHash hash(int number) {
    byte[] bytes = new byte[20];
    bytes[0] = (byte) number;
    return InfoHash.of(bytes);
  }

  private static SwarmPeer peer(String id, int number) {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + number), 6881);
    return new SwarmPeer(Optional.of(PeerId.of(id.getBytes(StandardCharsets.ISO_8859_1))), address);
  }

  private TrackerLines lines(TestConsole console, Verbosity verbosity, boolean json) {
    TorrentNames names =
        hash ->
            hash.equals(FILM)
                ? Optional.of(new TorrentNames.Known("film\u001b[2J.mkv", 1_000))
                : Optional.empty();
    return new TrackerLines(
        new Output(console.console(), verbosity, json), feed, names, () -> now, ZoneOffset.UTC);
  }

  private void tell(TrackerLines lines, SwarmEvent... events) {
    for (SwarmEvent event : events) {
      lines.onItem(new FeedItem.SwarmHappening(event, now));
    }
  }

  @Test
  void thereIsALineForEverythingThatHappens() {
    TestConsole console = new TestConsole(folder);
    try (TrackerLines lines = lines(console, Verbosity.NORMAL, false)) {
      tell(
          lines,
          new SwarmEvent.Shared(FILM, ANNA),
          new SwarmEvent.Joined(FILM, BEN, 1_000),
          new SwarmEvent.Announced(FILM, BEN, 0, 500, 500),
          new SwarmEvent.Completed(FILM, BEN),
          new SwarmEvent.Left(FILM, BEN),
          new SwarmEvent.Expired(FILM, ANNA),
          new SwarmEvent.Joined(SONG, BEN, 5),
          new SwarmEvent.Shared(SONG, BEN));
    }
    String anna = "192.0.2.1:6881 (Panal 0.1.0, Anna4567), film�[2J.mkv";
    String ben = "192.0.2.2:6881 (Transmission 3.0.0, Ben45678), film�[2J.mkv";
    String song = "192.0.2.2:6881 (Transmission 3.0.0, Ben45678), 020000000000";
    assertThat(console.err())
        .hasLineCount(10)
        .containsSubsequence(
            "12:00:00 connected: " + anna,
            "12:00:00 shares: " + anna,
            "12:00:00 connected: " + ben,
            "12:00:00 started: " + ben + ", lacks 1000 B",
            "12:00:00 completed: " + ben,
            "12:00:00 disconnected: " + ben + " (left)",
            "12:00:00 disconnected: " + anna + " (silent)",
            "12:00:00 connected: " + song,
            "12:00:00 started: " + song + ", lacks 5 B",
            "12:00:00 shares: " + song);
  }

  @Test
  void messagesAreShownAndSteerNothing() {
    TestConsole console = new TestConsole(folder);
    SwarmMember anna = new SwarmMember(FILM, ANNA.id().orElseThrow());
    SwarmMember ben = new SwarmMember(FILM, BEN.id().orElseThrow());
    try (TrackerLines lines = lines(console, Verbosity.QUIET, true)) {
      InetAddress home = InetAddress.ofLiteral("192.0.2.1");
      lines.onItem(
          message(
              new Message.Sender(home, Optional.of(anna)),
              new Audience.Peer(ben),
              "\u001b]0;title\u0007 \u202egnp.exe\r\n12:00:01 message: forged"));
      lines.onItem(
          message(
              new Message.Sender(home, Optional.empty()), new Audience.Everybody(), "hello all"));
    }
    assertThat(console.err().lines().toList())
        .containsExactly(
            "12:00:00 message: Anna4567 (192.0.2.1) to Ben45678: �]0;title� �gnp.exe ⏎ 12:00:01"
                + " message: forged",
            "12:00:00 message: 192.0.2.1 to all: hello all");
    JsonNode event = console.events("message").getFirst();
    assertThat(event.path("text").asString()).contains("forged");
    assertThat(event.path("from").path("name").asString()).isEqualTo("-PN0100-Anna45678901");
  }

  private FeedItem message(Message.Sender sender, Audience audience, String text) {
    return new FeedItem.MessageSent(
        new Message(1, now.toEpochMilli(), sender, audience, text), now);
  }

  @Test
  void programsGetEvents() {
    TestConsole console = new TestConsole(folder);
    try (TrackerLines lines = lines(console, Verbosity.NORMAL, true)) {
      tell(lines, new SwarmEvent.Joined(FILM, BEN, 7), new SwarmEvent.Expired(FILM, BEN));
      lines.show(SNAPSHOT);
    }
    assertThat(console.events("peer"))
        .extracting(event -> event.path("action").asString())
        .containsExactly("connected", "started", "disconnected");
    JsonNode started = console.events("peer").get(1);
    assertThat(started.path("left_bytes").asLong()).isEqualTo(7);
    assertThat(started.path("client").asString()).isEqualTo("Transmission 3.0.0");
    assertThat(started.path("peer_id").asString()).startsWith("2d5452333030302d");
    assertThat(console.events("peer").get(2).path("reason").asString()).isEqualTo("silent");
    assertThat(console.events("progress")).hasSize(1);
  }

  @Test
  void aFloodIsCountedInsteadOfShown() {
    TestConsole console = new TestConsole(folder);
    try (TrackerLines lines = lines(console, Verbosity.NORMAL, false)) {
      for (int i = 0; i < 1_000; i++) {
        tell(lines, new SwarmEvent.Completed(FILM, BEN));
      }
      lines.onLost(50);
      lines.show(SNAPSHOT);
      assertThat(console.err().lines().toList()).hasSize(401);
      assertThat(console.err()).endsWith("… and 650 more events\n");
      now = now.plusSeconds(1);
      tell(lines, new SwarmEvent.Completed(FILM, BEN));
      assertThat(console.err()).endsWith("film�[2J.mkv\n");
    }
  }

  @Test
  void onATerminalThereIsATableThatFitsIt() {
    TestConsole console = new TestConsole(folder).with(new Screen(120, 12));
    try (TrackerLines lines = lines(console, Verbosity.NORMAL, false)) {
      for (int i = 1; i <= 50; i++) {
        now = now.plusMillis(1);
        tell(lines, new SwarmEvent.Joined(FILM, peer("-PN0100-peer" + (10_000_000 + i), i), 1_000));
      }
      now = now.plusSeconds(10);
      tell(lines, new SwarmEvent.Joined(FILM, BEN, 1_000));
      now = now.plusSeconds(10);
      tell(lines, new SwarmEvent.Announced(FILM, BEN, 20_480, 900, 100));
      lines.show(SNAPSHOT);
    }
    // Rows begin with \r, which `lines()` takes for an end.
    String[] frame = console.err().substring(console.err().lastIndexOf("ADDRESS")).split("\n", -1);
    assertThat(frame[1])
        .contains("192.0.2.2:6881", "Transmission 3.0.0", "Ben45678", "leecher", "film�[2J.mkv")
        .contains("90.0%", "90 B/s", "2.0 KiB/s", "announced");
    assertThat(frame[2]).contains("192.0.2.50:6881", "started", "0.0%");
    assertThat(frame[6]).contains("2 swarms, 3 peers, 1 of them seeds");
    for (String row : frame) {
      assertThat(Text.width(row.replaceAll("\u001b\\[K|\r", ""))).isLessThanOrEqualTo(119);
    }
  }

  @Test
  void withoutATerminalAnnouncesAreNotEvenHanded() {
    FeedItem announced =
        new FeedItem.SwarmHappening(new SwarmEvent.Announced(FILM, BEN, 0, 0, 1), now);
    FeedItem left = new FeedItem.SwarmHappening(new SwarmEvent.Left(FILM, BEN), now);
    try (TrackerLines lines = lines(new TestConsole(folder), Verbosity.NORMAL, false)) {
      assertThat(lines.wants(announced)).isFalse();
      assertThat(lines.wants(left)).isTrue();
    }
    try (TrackerLines lines = lines(new TestConsole(folder), Verbosity.VERBOSE, false)) {
      assertThat(lines.wants(announced)).isTrue();
    }
  }
}

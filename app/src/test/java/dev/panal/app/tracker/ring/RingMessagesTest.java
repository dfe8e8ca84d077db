package dev.panal.app.tracker.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.front.FrontOptions;
import dev.panal.app.tracker.front.HttpFront;
import dev.panal.app.tracker.front.RawHttp;
import dev.panal.app.tracker.message.MessageRoom;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerConfig;
import dev.panal.tracker.message.Message;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.tracker.AnnounceQuery;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.MailQuery;
import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.TransferTotals;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Messages that are left at one tracker of a ring and fetched at another, over HTTP.
final class RingMessagesTest {
  private static final int NODES = 3;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final InfoHash SWARM =
      InfoHash.of("swarm-of-20-letters!".getBytes(StandardCharsets.US_ASCII));
  private static final PeerId ANNA = id("-PN0100-anna00000000");
  private static final PeerId BEN = id("-PN0100-ben000000000");

  @TempDir Path home;

  private final LocalRing ring = new LocalRing();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Message> events = new CopyOnWriteArrayList<>();

  private static PeerId id(String text) {
    return PeerId.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private final class Node {
    private final Path data;
    private Platform platform;
    private TrackerDatabase database;
    private Tracker tracker;
    private LocalRing.Member member;
    private RingDurables durables;
    private MessageRoom room;
    private HttpFront front;
    private int port;

    Node(int number) throws IOException {
      data = home.resolve("node-" + number);
      start();
    }

    final void start() throws IOException {
      platform = Platform.open(PlatformConfig.defaults().withName("panal-test"));
      database = TrackerDatabase.open(data, trouble -> {});
      tracker = new Tracker(platform.ports(), TrackerConfig.defaults());
      member = ring.join(platform.ports().loop()::execute);
      durables = new RingDurables(member, database, InstantSource.system(), trouble -> {});
      room =
          new MessageRoom(
              platform.ports().loop(),
              tracker,
              database,
              events::add,
              durables.messages(platform.ports().loop()));
      front =
          new HttpFront(
              FrontOptions.plain(InetAddress.getLoopbackAddress(), 0),
              tracker.http(),
              List.of(room.handler()),
              trouble -> {});
      port = front.start();
    }

    void stop() throws IOException {
      front.close();
      room.close();
      durables.close();
      member.close();
      tracker.close();
      platform.close();
      database.close();
    }

    /// Announces itself here, and asks for messages for the first time.
    void opens(PeerId id) throws IOException {
      AnnounceRequest request =
          AnnounceRequest.of(
              SWARM,
              id,
              id.equals(ANNA) ? 6881 : 6882,
              new TransferTotals(0, 0, 5, 0),
              TrackerEvent.STARTED,
              -1,
              id.hashCode());
      String _ = RawHttp.get(port, "/announce?" + AnnounceQuery.encode(request));
      assertThat(mail(id, 0, 0).path("messages")).isEmpty();
    }

    JsonNode mail(PeerId id, long after, int wait) throws IOException {
      return json(RawHttp.get(port, query(id, after, wait)));
    }

    int status(PeerId id) {
      try {
        return Integer.parseInt(RawHttp.get(port, query(id, 0, 0)).substring(9, 12));
      } catch (IOException e) {
        return 0;
      }
    }

    private String query(PeerId id, long after, int wait) {
      return MessageRoom.PATH
          + "?"
          + new MailQuery(SWARM, id, id.hashCode(), after, OptionalInt.of(wait)).encode();
    }

    List<String> texts(PeerId id, long after) throws IOException {
      return RingMessagesTest.texts(mail(id, after, 0));
    }

    void post(PeerId to, String text) throws IOException {
      post("{\"to\":{\"peer\":\"" + to + "\"},\"text\":\"" + text + "\"}");
    }

    void postToSwarm(String text) throws IOException {
      String swarm = HexFormat.of().formatHex(SWARM.bytes());
      post("{\"to\":{\"torrent\":\"" + swarm + "\"},\"text\":\"" + text + "\"}");
    }

    private void post(String body) throws IOException {
      String answer =
          RawHttp.request(port, "POST", MessageRoom.PATH, body, "Content-Type: application/json");
      assertThat(answer).startsWith("HTTP/1.1 200");
    }
  }

  private static JsonNode json(String response) {
    assertThat(response).startsWith("HTTP/1.1 200");
    String body = response.substring(response.indexOf("\r\n\r\n") + 4);
    return JSON.readTree(body.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static List<String> texts(JsonNode mail) {
    List<String> texts = new ArrayList<>();
    mail.path("messages").forEach(message -> texts.add(message.path("text").asString()));
    return texts;
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
  }

  @BeforeEach
  void startNodes() throws IOException {
    for (int i = 0; i < NODES; i++) {
      nodes.add(new Node(i));
    }
    nodes.get(0).opens(ANNA);
    nodes.get(1).opens(BEN);
    // A mailbox is known everywhere, and its owner by his key.
    for (Node node : nodes) {
      until(() -> node.status(ANNA) == 200 && node.status(BEN) == 200);
    }
  }

  @AfterEach
  void stopNodes() throws IOException {
    stopAll();
    ring.close();
  }

  private void stopAll() throws IOException {
    for (Node node : nodes) {
      node.stop();
    }
  }

  private void startAll() throws IOException {
    for (Node node : nodes) {
      node.start();
    }
  }

  @Test
  void whatIsLeftAtOneIsFetchedAtAnotherOnce() throws Exception {
    nodes.get(1).post(ANNA, "hello");
    JsonNode mail = nodes.get(2).mail(ANNA, 0, 10);
    assertThat(texts(mail)).containsExactly("hello");
    long after = mail.path("after").asLong();
    // Until it is acknowledged, it is there at all of them, under the same number.
    until(() -> nodes.get(0).texts(ANNA, 0).equals(List.of("hello")));
    assertThat(nodes.get(1).mail(ANNA, 0, 0).path("after").asLong()).isEqualTo(after);
    assertThat(nodes.get(1).texts(ANNA, after)).isEmpty();
    for (Node node : nodes) {
      until(() -> node.texts(ANNA, 0).isEmpty());
    }
    assertThat(events).isNotEmpty();
  }

  @Test
  void whoWaitsHearsOfWhatIsLeftElsewhere() throws Exception {
    Thread poster =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(300);
                nodes.get(0).post(BEN, "one");
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(texts(nodes.get(2).mail(BEN, 0, 20))).containsExactly("one");
    poster.join();
  }

  @Test
  void allMayBeStoppedAndStartedAgain() throws Exception {
    nodes.get(1).post(ANNA, "read before");
    JsonNode mail = nodes.get(0).mail(ANNA, 0, 10);
    long after = mail.path("after").asLong();
    assertThat(nodes.get(0).texts(ANNA, after)).isEmpty();
    nodes.get(1).post(ANNA, "not read");
    nodes.get(2).postToSwarm("to all");
    until(() -> nodes.get(0).texts(ANNA, after).size() == 2);
    stopAll();
    startAll();
    for (Node node : nodes) {
      until(() -> node.texts(ANNA, after).equals(List.of("not read", "to all")));
      assertThat(node.texts(ANNA, 0)).containsExactly("not read", "to all");
      until(() -> node.texts(BEN, 0).equals(List.of("to all")));
    }
    long end = nodes.get(2).mail(ANNA, after, 0).path("after").asLong();
    assertThat(nodes.get(1).texts(ANNA, end)).isEmpty();
    for (Node node : nodes) {
      until(() -> node.texts(ANNA, 0).isEmpty());
      until(() -> node.texts(BEN, 0).equals(List.of("to all")));
    }
    stopAll();
    startAll();
    Thread.sleep(500);
    for (Node node : nodes) {
      assertThat(node.texts(ANNA, 0)).isEmpty();
      assertThat(node.texts(BEN, 0)).containsExactly("to all");
    }
  }

  @Test
  void whoWasAwayLearnsWhatHasComeAndGone() throws Exception {
    nodes.get(0).post(ANNA, "old");
    until(() -> nodes.get(2).texts(ANNA, 0).equals(List.of("old")));
    nodes.get(2).stop();
    long after = nodes.get(0).mail(ANNA, 0, 0).path("after").asLong();
    assertThat(nodes.get(0).texts(ANNA, after)).isEmpty();
    nodes.get(1).post(ANNA, "new");
    nodes.get(2).start();
    until(() -> nodes.get(2).texts(ANNA, 0).equals(List.of("new")));
  }

  @Test
  void messagesFromAllSidesArriveOnceWhereverTheReaderAsks() throws Exception {
    List<Thread> posters = new ArrayList<>();
    for (Node node : nodes) {
      posters.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < 4; i++) {
                    node.post(ANNA, node.port + " " + i);
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    List<String> read = new ArrayList<>();
    long after = 0;
    for (int i = 0; i < 200 && read.size() < 4 * NODES; i++) {
      JsonNode mail = nodes.get(i % NODES).mail(ANNA, after, 1);
      read.addAll(texts(mail));
      after = mail.path("after").asLong();
    }
    assertThat(read).hasSize(4 * NODES).doesNotHaveDuplicates();
    for (Thread poster : posters) {
      poster.join();
    }
    assertThat(nodes.get(0).texts(ANNA, after)).isEmpty();
  }

  @Test
  void whatWasSentBeyondACutArrivesAfterwards() throws Exception {
    nodes.get(2).member.cutOff();
    nodes.get(2).post(ANNA, "beyond");
    nodes.get(1).post(ANNA, "here");
    JsonNode mail = nodes.get(0).mail(ANNA, 0, 10);
    assertThat(texts(mail)).containsExactly("here");
    long after = mail.path("after").asLong();
    assertThat(nodes.get(0).texts(ANNA, after)).isEmpty();
    nodes.get(2).member.heal();
    JsonNode later = nodes.get(0).mail(ANNA, after, 10);
    assertThat(texts(later)).containsExactly("beyond");
    long end = later.path("after").asLong();
    assertThat(nodes.get(0).texts(ANNA, end)).isEmpty();
    for (Node node : nodes) {
      until(() -> node.texts(ANNA, 0).isEmpty());
    }
  }
}

package dev.panal.app.tracker.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.front.FrontOptions;
import dev.panal.app.tracker.front.HttpFront;
import dev.panal.app.tracker.front.RawHttp;
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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Messages over real HTTP, with what a hostile client sends.
final class MessageHttpTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = MessageRoom.PATH;
  private static final InfoHash SWARM =
      InfoHash.of("swarm-of-20-letters!".getBytes(StandardCharsets.US_ASCII));
  private static final PeerId ANNA = id("-PN0100-anna00000000");
  private static final PeerId BEN = id("-PN0100-ben000000000");

  @TempDir Path folder;
  private final List<Message> events = new CopyOnWriteArrayList<>();
  private Platform platform;
  private TrackerDatabase database;
  private Tracker tracker;
  private MessageRoom room;
  private HttpFront front;
  private int port;

  private static PeerId id(String text) {
    return PeerId.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  @BeforeEach
  void start() throws IOException {
    platform = Platform.open(PlatformConfig.defaults().withName("panal-test"));
    database = TrackerDatabase.open(folder, trouble -> {});
    tracker = new Tracker(platform.ports(), TrackerConfig.defaults());
    room = new MessageRoom(platform.ports().loop(), tracker, database, events::add);
    front =
        new HttpFront(
            FrontOptions.plain(InetAddress.getLoopbackAddress(), 0),
            tracker.http(),
            List.of(room.handler()),
            trouble -> {});
    port = front.start();
  }

  @AfterEach
  void stop() throws IOException {
    front.close();
    room.close();
    tracker.close();
    platform.close();
    database.close();
  }

  private void restart() throws IOException {
    stop();
    start();
  }

  private static int key(PeerId id) {
    return id.hashCode();
  }

  private String announce(PeerId id) throws IOException {
    AnnounceRequest request =
        AnnounceRequest.of(
            SWARM,
            id,
            id.equals(ANNA) ? 6881 : 6882,
            new TransferTotals(0, 0, 5, 0),
            TrackerEvent.STARTED,
            -1,
            key(id));
    return RawHttp.get(port, "/announce?" + AnnounceQuery.encode(request));
  }

  private static String query(PeerId id, long after, int wait) {
    return PATH + "?" + new MailQuery(SWARM, id, key(id), after, OptionalInt.of(wait)).encode();
  }

  private JsonNode mail(PeerId id, long after, int wait) throws IOException {
    return json(200, RawHttp.get(port, query(id, after, wait)));
  }

  private static JsonNode json(int status, String response) {
    assertThat(response)
        .startsWith("HTTP/1.1 " + status)
        .contains("Content-Type: application/json");
    String body = response.substring(response.indexOf("\r\n\r\n") + 4);
    return JSON.readTree(body.getBytes(StandardCharsets.ISO_8859_1));
  }

  private String post(String body) throws IOException {
    return RawHttp.request(port, "POST", PATH, body, "Content-Type: application/json");
  }

  private static String to(PeerId id, String text) {
    return "{\"to\":{\"peer\":\"" + id + "\"},\"text\":\"" + text + "\"}";
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void theTrackerSaysWhereAndAPeerGetsItsMessages() throws IOException {
    assertThat(announce(ANNA)).contains("8:messages16:/api/v1/messages");
    assertThat(mail(ANNA, 0, 0).path("messages")).isEmpty();

    JsonNode receipt = json(200, post(to(ANNA, "hola, \\u00bfqu\\u00e9 tal? \\u001b[31m")));
    assertThat(receipt.path("kept").asInt()).isEqualTo(1);
    JsonNode mail = mail(ANNA, 0, 0);
    JsonNode message = mail.path("messages").path(0);
    assertThat(message.path("text").asString()).isEqualTo("hola, ¿qué tal? \u001b[31m");
    assertThat(message.path("from").path("address").asString()).isEqualTo("127.0.0.1");
    assertThat(message.path("from").has("peer")).isFalse();
    assertThat(message.path("to").path("peer").asString()).isEqualTo(hex(ANNA.bytes()));
    assertThat(message.path("sequence").asLong()).isEqualTo(receipt.path("sequence").asLong());
    assertThat(mail.path("after").asLong()).isEqualTo(receipt.path("sequence").asLong());
    assertThat(mail(ANNA, mail.path("after").asLong(), 0).path("messages")).isEmpty();
    assertThat(events).hasSize(1);
  }

  @Test
  void aHeldRequestIsAnsweredWhenSomethingIsSaid() throws Exception {
    announce(ANNA);
    announce(BEN);
    mail(ANNA, 0, 0);
    CompletableFuture<JsonNode> waiting = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            waiting.complete(mail(ANNA, 0, 25));
          } catch (IOException | AssertionError e) {
            waiting.completeExceptionally(e);
          }
        });
    String from =
        "\"from\":{\"info_hash\":\"%s\",\"peer_id\":\"%s\",\"key\":\"%s\"}"
            .formatted(SWARM.hex(), hex(BEN.bytes()), HexFormat.of().toHexDigits(key(BEN)));
    String body = "{\"to\":{\"torrent\":\"" + SWARM.hex() + "\"},\"text\":\"hi\"," + from + "}";
    json(200, post(body));
    JsonNode message = waiting.get(20, TimeUnit.SECONDS).path("messages").path(0);
    assertThat(message.path("text").asString()).isEqualTo("hi");
    assertThat(message.path("from").path("name").asString()).isEqualTo(BEN.toString());
    assertThat(message.path("to").path("torrent").asString()).isEqualTo(SWARM.hex());
  }

  @Test
  void aStreamTellsAsItComes() throws IOException {
    announce(ANNA);
    mail(ANNA, 0, 0);
    json(200, post(to(ANNA, "one")));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      String request =
          "GET " + query(ANNA, 0, 25) + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      JsonNode first = event(in);
      assertThat(first.path("text").asString()).isEqualTo("one");
      json(200, post(to(ANNA, "two\\nlines")));
      JsonNode second = event(in);
      assertThat(second.path("text").asString()).isEqualTo("two\nlines");
    }
    assertThat(mail(ANNA, 0, 0).path("messages")).as("not said to have arrived").hasSize(2);
  }

  private static JsonNode event(BufferedReader in) throws IOException {
    String id = "";
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      }
      if (line.startsWith("data: ")) {
        JsonNode data = JSON.readTree(line.substring(6));
        assertThat(data.path("sequence").asString()).isEqualTo(id);
        return data;
      }
    }
    throw new AssertionError("the stream has ended");
  }

  @Test
  void othersSeeWhatWasSaidToAllAndOnlyThatOneWroteToAnother() throws IOException {
    announce(ANNA);
    mail(ANNA, 0, 0);
    json(200, post(to(ANNA, "secret")));
    json(200, post("{\"to\":{\"all\":true},\"text\":\"<script>alert(1)</script>\"}"));
    String response = RawHttp.get(port, PATH + "/recent");
    assertThat(response).doesNotContain("secret").contains("X-Content-Type-Options: nosniff");
    JsonNode messages = json(200, response).path("messages");
    assertThat(messages).hasSize(2);
    assertThat(messages.path(0).path("private").asBoolean()).isTrue();
    assertThat(messages.path(1).path("to").path("all").asBoolean()).isTrue();
    assertThat(messages.path(1).path("text").asString()).isEqualTo("<script>alert(1)</script>");
  }

  @Test
  void whatWasNotFetchedIsThereAfterARestart() throws IOException {
    announce(ANNA);
    announce(BEN);
    mail(ANNA, 0, 0);
    mail(BEN, 0, 0);
    json(200, post(to(ANNA, "for anna \\u0000 \\ud83d\\ude00")));
    json(200, post("{\"to\":{\"torrent\":\"" + SWARM.hex() + "\"},\"text\":\"for both\"}"));
    json(200, post("{\"to\":{\"all\":true},\"text\":\"for all\"}"));
    long read = mail(BEN, 0, 0).path("after").asLong();
    mail(BEN, read, 0);

    restart();

    JsonNode anna = mail(ANNA, 0, 0).path("messages");
    assertThat(anna)
        .extracting(message -> message.path("text").asString())
        .containsExactly("for anna \u0000 😀", "for both", "for all");
    assertThat(mail(BEN, read, 0).path("messages")).isEmpty();
    JsonNode recent = json(200, RawHttp.get(port, PATH + "/recent")).path("messages");
    assertThat(recent).hasSize(2);
    JsonNode stranger = json(403, RawHttp.get(port, query(id("-PN0100-eve000000000"), 0, 0)));
    assertThat(stranger.path("error").asString()).startsWith("peer_id: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | body: not JSON | {",
        "400 | body: not a JSON object | [1]",
        "400 | to: missing | {}",
        "400 | to: no object | {'to':'all','text':'x'}",
        "400 | to: one of peer, torrent and all is needed | {'to':{'pear':'x'},'text':'x'}",
        "400 | to: all, and not all | {'to':{'all':true,'peer':'x'},'text':'x'}",
        "400 | to.torrent: must be 40 hexadecimal digits | {'to':{'torrent':'x'},'text':'x'}",
        "400 | to.peer: no string | {'to':{'peer':5},'text':'x'}",
        "400 | text: missing | {'to':{'all':true}}",
        "400 | text: no string | {'to':{'all':true},'text':7}",
        "400 | text: empty | {'to':{'all':true},'text':' '}",
        "400 | text: not Unicode | {'to':{'all':true},'text':'\\ud800'}",
        "400 | from: no object | {'to':{'all':true},'text':'x','from':1}",
        "400 | from.info_hash: missing | {'to':{'all':true},'text':'x','from':{}}",
        "403 | from: peer_id: this peer has not announced itself here with a key |"
            + " {'to':{'all':true},'text':'x','from':{'info_hash':'HASH','peer_id':'HASH','key':'1'}}",
        "404 | to.peer: no peer that takes messages here goes by this id |"
            + " {'to':{'peer':'nobody'},'text':'x'}"
      })
  void mistakesAreNamed(int status, String message, String body) throws IOException {
    String sent = body.replace('\'', '"').replace("HASH", "ab".repeat(20));
    assertThat(json(status, post(sent)).path("error").asString()).isEqualTo(message);
  }

  @Test
  void tooMuchAndTooOftenAreRefused() throws IOException {
    String large = to(ANNA, "a".repeat(4_097));
    assertThat(json(413, post(large)).path("error").asString())
        .isEqualTo("text: 4097 bytes, more than 4096");
    String body = to(ANNA, "a".repeat(40_000));
    assertThat(json(413, post(body)).path("error").asString()).startsWith("body: more than");
    String chunked =
        "POST "
            + PATH
            + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "9c40\r\n"
            + body.substring(0, 40_000)
            + "\r\n0\r\n\r\n";
    assertThat(json(413, RawHttp.send(port, chunked)).path("error").asString())
        .startsWith("body: more than");
    String last = post("{\"to\":{\"all\":true},\"text\":\"x\"}");
    for (int i = 0; i < 50 && last.startsWith("HTTP/1.1 200"); i++) {
      last = post("{\"to\":{\"all\":true},\"text\":\"x\"}");
    }
    assertThat(last).contains("Retry-After: ");
    assertThat(json(429, last).path("error").asString()).startsWith("too many messages");
  }

  @Test
  void otherPathsAndMethodsAreNotOurs() throws IOException {
    assertThat(RawHttp.get(port, "/api/v1/messagesx")).startsWith("HTTP/1.1 404");
    assertThat(RawHttp.request(port, "DELETE", PATH, "")).startsWith("HTTP/1.1 405");
    assertThat(RawHttp.request(port, "POST", PATH + "/recent", "")).startsWith("HTTP/1.1 405");
    String browser =
        RawHttp.request(port, "POST", PATH, to(ANNA, "x"), "Origin: http://evil.example");
    assertThat(browser).startsWith("HTTP/1.1 403");
    assertThat(json(400, RawHttp.get(port, PATH)).path("error").asString())
        .isEqualTo("info_hash: missing");
  }
}

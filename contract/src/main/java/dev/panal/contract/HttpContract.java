package dev.panal.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.contract.WorldUnderTest.WebSite.Answer;
import dev.panal.contract.WorldUnderTest.WebSite.Asked;
import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Http.Reply;
import dev.panal.io.Http.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// What every [Http] must do.
public abstract class HttpContract extends ContractTest {
  private static final int MAX_BYTES = 100_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// What web sites were asked; they may live on a thread of their own.
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  protected HttpContract() {}

  @Test
  void getsABodyByteForByte() {
    byte[] body = new byte[MAX_BYTES];
    new java.util.Random(1).nextBytes(body);
    URI root = serve(question -> Answer.of(200, body));
    Reply reply = got(root.resolve("announce"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(body);
  }

  @Test
  void theQueryArrivesAsItWasWritten() {
    URI root = serve(question -> Answer.of(200, new byte[0]));
    String query = "info_hash=%00%ff%2F%2f%20+~-._&peer_id=%7E&empty=&port=1";
    assertThat(got(URI.create(root + "announce/%41b?" + query)).body()).isEmpty();
    assertThat(asked.element().rawQuery()).isEqualTo(query);
    assertThat(asked.element().path()).isIn("/announce/%41b", "/announce/Ab");
  }

  @Test
  void headersGoBothWays() {
    URI root =
        serve(question ->
            new Answer(
                200, Map.of("X-Answer", "forty-two"), "body".getBytes(UTF_8), Duration.ZERO));
    Request request = new Request(root, Map.of("X-Question", "what is it"), MAX_BYTES, TIMEOUT, 0);
    Reply reply = Outcome.<Reply>of(world, o -> start(request, o)).value(world);
    assertThat(asked.element().headers()).containsEntry("x-question", "what is it");
    assertThat(reply.headers()).containsEntry("x-answer", "forty-two");
  }

  @Test
  void anyFinalStatusIsASuccess() {
    for (int status : new int[] {400, 404, 500, 503}) {
      URI root = serve(question -> Answer.of(status, "reason".getBytes(UTF_8)));
      Reply reply = got(root);
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.body()).isEqualTo("reason".getBytes(UTF_8));
    }
  }

  @Test
  void aPackedBodyIsUnpacked() {
    byte[] body = "d8:intervali1800e5:peers0:e".repeat(50).getBytes(UTF_8);
    URI root = serve(question -> packed(body));
    assertThat(got(root).body()).isEqualTo(body);
  }

  @Test
  void aBodyOverTheLimitIsTooLarge() {
    URI root = serve(question -> Answer.of(200, new byte[MAX_BYTES + 1]));
    assertThat(failed(request(root, 0))).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void theLimitCountsUnpackedBytes() {
    URI root = serve(question -> packed(new byte[20_000_000]));
    assertThat(failed(request(root, 0))).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void redirectsAreFollowedUpToTheLimit() {
    URI root =
        serve(question ->
            switch (question.path()) {
              case "/a" -> redirect("/b");
              case "/b" -> redirect("c?" + question.path().length());
              default -> Answer.of(200, question.rawQuery().getBytes(UTF_8));
            });
    Reply reply =
        Outcome.<Reply>of(world, o -> start(request(root.resolve("a"), 2), o)).value(world);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("2".getBytes(UTF_8));
    assertThat(failed(request(root.resolve("a"), 1))).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void redirectsWithoutEndAreTooLarge() {
    URI root = serve(question -> redirect("/again"));
    assertThat(failed(request(root, 5))).isEqualTo(Reason.TOO_LARGE);
    assertThat(asked).hasSize(6);
  }

  @Test
  void silenceTimesOut() {
    URI root = serve(question -> new Answer(200, Map.of(), new byte[1], Duration.ofSeconds(2)));
    Request request = new Request(root, Map.of(), MAX_BYTES, Duration.ofMillis(150), 0);
    assertThat(failed(request)).isEqualTo(Reason.TIMED_OUT);
  }

  @Test
  void whoeverTakesARequestBackHearsCancelled() {
    URI root = serve(question -> new Answer(200, Map.of(), new byte[1], Duration.ofSeconds(1)));
    List<EventLoop.Timer> timers = new ArrayList<>();
    Outcome<Reply> outcome =
        Outcome.started(world, o -> timers.add(ports.http().get(request(root, 0), o)));
    world.pass(Duration.ofMillis(20));
    world.run(() -> {
      timers.getFirst().cancel();
      timers.getFirst().cancel();
      assertThat(outcome.heard()).as("told inside cancel").isFalse();
    });
    awaitThat("told", outcome::heard);
    world.pass(A_WHILE);
    assertThat(outcome.reason(world)).isEqualTo(Reason.CANCELLED);
  }

  @Test
  void cancellingWhatIsOverIsHarmless() {
    URI root = serve(question -> Answer.of(200, new byte[1]));
    List<EventLoop.Timer> timers = new ArrayList<>();
    Outcome<Reply> outcome =
        Outcome.of(world, o -> timers.add(ports.http().get(request(root, 0), o)));
    world.run(() -> timers.getFirst().cancel());
    world.pass(A_WHILE);
    assertThat(outcome.value(world).status()).isEqualTo(200);
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() throws IOException {
    int port =
        world.onLoop(() -> {
          var listener =
              ports
                  .network()
                  .listen(new java.net.InetSocketAddress(world.address(), 0), connection -> null);
          listener.close();
          return listener.local().getPort();
        });
    URI nobody = URI.create("http://" + world.address().getHostAddress() + ":" + port + "/");
    assertThat(failed(request(nobody, 0))).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void anUnknownNameIsAnUnknownHost() {
    assertThat(failed(request(URI.create("http://nobody.invalid/announce"), 0)))
        .isEqualTo(Reason.UNKNOWN_HOST);
  }

  @Test
  void manyAtOnceDoNotMixTheirAnswers() {
    URI root = serve(question -> Answer.of(200, question.rawQuery().getBytes(UTF_8)));
    List<Outcome<Reply>> outcomes = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      URI uri = URI.create(root + "x?n=" + i);
      outcomes.add(Outcome.started(world, o -> start(request(uri, 0), o)));
    }
    awaitThat("all answered", () -> outcomes.stream().allMatch(Outcome::heard));
    for (int i = 0; i < outcomes.size(); i++) {
      assertThat(outcomes.get(i).value(world).body()).isEqualTo(("n=" + i).getBytes(UTF_8));
    }
  }

  private URI serve(WorldUnderTest.WebSite site) {
    return world.serve(question -> {
      asked.add(question);
      return site.answer(question);
    });
  }

  private Reply got(URI uri) {
    return Outcome.<Reply>of(world, o -> start(request(uri, 0), o)).value(world);
  }

  private Reason failed(Request request) {
    return Outcome.<Reply>of(world, o -> start(request, o)).reason(world);
  }

  private void start(Request request, Completion<Reply> outcome) {
    var _ = ports.http().get(request, outcome);
  }

  private static Request request(URI uri, int maxRedirects) {
    return new Request(uri, Map.of(), MAX_BYTES, TIMEOUT, maxRedirects);
  }

  private static Answer redirect(String location) {
    return new Answer(302, Map.of("Location", location), new byte[0], Duration.ZERO);
  }

  private static Answer packed(byte[] body) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] bytes = packed.toByteArray();
    return new Answer(
        200, Map.of("Content-Encoding", "gzip"), Arrays.copyOf(bytes, bytes.length), Duration.ZERO);
  }
}

package dev.panal.app.message;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.console.Text;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Sends one message through a tracker.
public final class MessageRun {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Output output;
  private final Options options;

  /// @param tracker its address, as it is announced to
  /// @param bind the address to send from; empty for any
  public record Options(String tracker, Recipient to, String text, Optional<InetAddress> bind) {}

  /// Whom the message is for.
  public sealed interface Recipient {
    /// @param torrent if the peer is to be looked for in one swarm only
    record Peer(String id, Optional<InfoHash> torrent) implements Recipient {}

    record Swarm(InfoHash torrent) implements Recipient {}

    record All() implements Recipient {}
  }

  public MessageRun(Output output, Options options) {
    this.output = output;
    this.options = options;
  }

  public ExitCode run() throws InterruptedException {
    URI address = MessageAddress.of(options.tracker());
    HttpResponse<byte[]> response = post(address);
    JsonNode answer = json(response.body());
    if (response.statusCode() != 200) {
      String reason = answer.path("error").asString("");
      throw new CommandFailure(
          ExitCode.FAILED,
          options.tracker()
              + ": "
              + (reason.isEmpty()
                  ? "status " + response.statusCode() + "; does this tracker take messages?"
                  : Text.safe(reason)));
    }
    if (!answer.path("sequence").isIntegralNumber()) {
      throw new CommandFailure(
          ExitCode.FAILED, options.tracker() + ": not a tracker that takes messages");
    }
    tell(answer);
    return ExitCode.DONE;
  }

  private void tell(JsonNode answer) {
    int delivered = answer.path("delivered").asInt(0);
    int kept = answer.path("kept").asInt(0);
    int missed = answer.path("missed").asInt(0);
    output.emit(
        Json.event("sent")
            .put("sequence", answer.path("sequence").asLong(0))
            .put("delivered", delivered)
            .put("kept", kept)
            .put("missed", missed));
    output.result(
        "sent: "
            + (delivered + kept + missed == 0
                ? "nobody is there who takes messages"
                : delivered
                    + " delivered"
                    + (kept > 0 ? ", " + kept + " kept for who is away" : "")
                    + (missed > 0 ? ", " + missed + " not kept: too much waits there" : "")));
  }

  private HttpResponse<byte[]> post(URI address) throws InterruptedException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER);
    options.bind().ifPresent(builder::localAddress);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body().toString(), StandardCharsets.UTF_8))
            .build();
    try (HttpClient client = builder.build()) {
      try {
        return client.send(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
      } catch (IOException e) {
        String reason = e.getMessage() == null ? "no connection" : e.getMessage();
        throw new CommandFailure(
            ExitCode.FAILED, options.tracker() + ": " + address + ": " + reason, e);
      } finally {
        client.shutdownNow();
      }
    }
  }

  private Json body() {
    Json to =
        switch (options.to()) {
          case Recipient.Peer(String id, Optional<InfoHash> torrent) ->
              Json.object().put("peer", id).put("torrent", torrent.map(InfoHash::hex));
          case Recipient.Swarm(InfoHash torrent) -> Json.object().put("torrent", torrent.hex());
          case Recipient.All _ -> Json.object().put("all", true);
        };
    return Json.object().put("to", to).put("text", options.text());
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node == null ? JSON.createObjectNode() : node;
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }
}

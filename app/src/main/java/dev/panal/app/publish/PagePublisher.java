package dev.panal.app.publish;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Text;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.Metainfo;
import dev.panal.wire.tracker.TrackerUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Publishes torrents on a tracker's page. Blocks.
public final class PagePublisher {
  private static final String UPLOADS = "api/v1/torrents";
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofMinutes(2);

  /// An answer is some kilobytes; a page that sends more is none of ours.
  private static final int MAX_ANSWER_BYTES = 1 << 20;

  private static final int MAX_ANNOUNCE_URLS = 20;
  private static final int MAX_WORDS = 300;

  private final URI page;
  private final Optional<String> token;

  /// @param page the address of the page, ending in `/`
  /// @param token what a page may ask for from who is not near it
  public PagePublisher(URI page, Optional<String> token) {
    this.page = page;
    this.token = token;
  }

  /// What a page made of a torrent.
  ///
  /// @param url where people find it
  /// @param announceUrls where peers are to announce
  /// @param existing whether it was there before
  public record Published(String url, List<String> announceUrls, boolean existing) {}

  /// @throws CommandFailure if the page does not take it; the message says why
  public Published publish(Metainfo metainfo) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(page.resolve(UPLOADS))
            .timeout(WHOLE)
            .header("Content-Type", "application/x-bittorrent")
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofByteArray(metainfo.encode()));
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build()) {
      HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        return read(answer, body.readNBytes(MAX_ANSWER_BYTES), metainfo);
      } finally {
        http.shutdownNow();
      }
    } catch (IOException e) {
      throw failure(reason(e), e);
    }
  }

  private Published read(HttpResponse<InputStream> answer, byte[] body, Metainfo metainfo) {
    int status = answer.statusCode();
    Optional<JsonNode> json = json(body);
    if ((status == 200 || status == 201) && json.isPresent()) {
      return new Published(
          page.resolve("torrents/" + metainfo.info().infoHash().hex()).toString(),
          announceUrls(json.get()),
          status == 200);
    }
    Optional<String> said =
        json.flatMap(node -> Optional.ofNullable(node.path("error").asString(null)));
    if (status == 401) {
      throw failure(
          said.map(PagePublisher::words).orElse("it wants a token") + "; give it with --page-token",
          null);
    }
    if (status >= 300 && status < 400) {
      String target = answer.headers().firstValue("Location").orElse("elsewhere");
      throw failure("it sends to " + words(target) + "; name that address", null);
    }
    throw failure(
        said.map(PagePublisher::words)
            .orElse(
                status == 404 || status == 405 || status == 200
                    ? "there is no page there that takes torrents (HTTP status " + status + ")"
                    : "it answered with HTTP status " + status),
        null);
  }

  private static Optional<JsonNode> json(byte[] body) {
    try {
      JsonNode node = new ObjectMapper().readTree(body);
      return node != null && node.isObject() ? Optional.of(node) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// Those that are addresses of trackers: a page is a stranger too.
  private static List<String> announceUrls(JsonNode json) {
    List<String> urls = new ArrayList<>();
    for (JsonNode url : json.path("announce")) {
      try {
        TrackerUrl _ = TrackerUrl.parse(url.asString(""));
        if (urls.size() < MAX_ANNOUNCE_URLS) {
          urls.add(url.asString());
        }
      } catch (ProtocolException e) {
        // Not one of them.
      }
    }
    return urls;
  }

  private static String reason(IOException e) {
    return switch (e) {
      case HttpConnectTimeoutException _ -> "nobody answers there";
      case HttpTimeoutException _ -> "no answer within " + WHOLE.toMinutes() + " minutes";
      case ConnectException refused -> {
        boolean unknown =
            refused.getCause() instanceof java.nio.channels.UnresolvedAddressException;
        yield unknown ? "there is no such host" : "nobody answers there";
      }
      default -> "the connection broke off (" + words(String.valueOf(e.getMessage())) + ")";
    };
  }

  private static String words(String said) {
    String safe = Text.safe(said);
    return safe.substring(0, Math.min(safe.length(), MAX_WORDS));
  }

  private CommandFailure failure(String why, @Nullable Throwable cause) {
    return new CommandFailure(ExitCode.FAILED, "--page " + page + ": " + why, cause);
  }
}

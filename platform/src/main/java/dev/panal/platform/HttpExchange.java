package dev.panal.platform;

import dev.panal.io.Failure;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Http.Reply;
import dev.panal.io.Http.Request;
import dev.panal.io.Result;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;

/// One GET with its redirects, step by step on a thread of its own, which an interrupt ends.
///
/// Redirects are followed here and not by the client, so that they are counted, stay with http and
/// https, and never lead from an encrypted page to an open one.
final class HttpExchange {
  private static final int STEP_BYTES = 16 * 1024;

  /// What is told to one server is not told to the next one.
  private static final Set<String> FOR_ONE_SERVER = Set.of("authorization", "cookie");

  private final HttpClient client;
  private final String userAgent;
  private final Request request;

  HttpExchange(HttpClient client, String userAgent, Request request) {
    this.client = client;
    this.userAgent = userAgent;
    this.request = request;
  }

  Result<Reply> run() {
    try {
      return Result.done(follow());
    } catch (InterruptedException e) {
      return failed(Reason.CANCELLED, "taken back");
    } catch (Refused e) {
      return failed(e.reason, message(e));
    } catch (IOException | RuntimeException e) {
      return failed(reason(e), detail(e));
    }
  }

  private Reply follow() throws IOException, InterruptedException {
    URI uri = request.uri();
    for (int redirects = 0; ; redirects++) {
      HttpResponse<InputStream> response = client.send(build(uri), bodyAsStream());
      try (InputStream body = response.body()) {
        Optional<URI> next = redirect(uri, response);
        if (next.isEmpty()) {
          return reply(response, body);
        }
        if (redirects == request.maxRedirects()) {
          throw new Refused(Reason.TOO_LARGE, "more than " + request.maxRedirects() + " redirects");
        }
        uri = next.get();
      }
    }
  }

  private static HttpResponse.BodyHandler<InputStream> bodyAsStream() {
    return HttpResponse.BodyHandlers.ofInputStream();
  }

  private HttpRequest build(URI uri) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri)
            .setHeader("User-Agent", userAgent)
            .setHeader("Accept-Encoding", "gzip");
    boolean sameServer = uri.getRawAuthority().equals(request.uri().getRawAuthority());
    request
        .headers()
        .forEach((name, value) -> {
          if (sameServer || !FOR_ONE_SERVER.contains(name.toLowerCase(Locale.ROOT))) {
            builder.setHeader(name, value);
          }
        });
    return builder.build();
  }

  private static Optional<URI> redirect(URI from, HttpResponse<?> response) throws Refused {
    boolean redirects =
        switch (response.statusCode()) {
          case 301, 302, 303, 307, 308 -> true;
          default -> false;
        };
    Optional<String> location = response.headers().firstValue("location");
    if (!redirects || location.isEmpty()) {
      return Optional.empty();
    }
    URI to;
    try {
      to = from.resolve(URI.create(location.get().strip()));
    } catch (IllegalArgumentException e) {
      throw new Refused(Reason.PROTOCOL, "a redirect to no address");
    }
    boolean web =
        "http".equalsIgnoreCase(to.getScheme()) || "https".equalsIgnoreCase(to.getScheme());
    boolean opens =
        "https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme());
    if (!web || opens || to.getHost() == null) {
      throw new Refused(Reason.PROTOCOL, "a redirect to " + to.getScheme());
    }
    return Optional.of(to);
  }

  private Reply reply(HttpResponse<InputStream> response, InputStream body) throws IOException {
    HttpHeaders headers = response.headers();
    String encoding = headers.firstValue("content-encoding").orElse("identity");
    byte[] bytes =
        switch (encoding.strip().toLowerCase(Locale.ROOT)) {
          case "gzip", "x-gzip" -> unpacked(body);
          case "identity", "" -> bounded(body);
          default -> throw new Refused(Reason.PROTOCOL, "packed with something we cannot unpack");
        };
    Map<String, String> first = new LinkedHashMap<>();
    headers
        .map()
        .forEach((name, values) -> first.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return new Reply(response.statusCode(), first, bytes);
  }

  private byte[] unpacked(InputStream body) throws IOException {
    PushbackInputStream peeked = new PushbackInputStream(body, 1);
    int first = peeked.read();
    if (first < 0) {
      return new byte[0];
    }
    peeked.unread(first);
    try (GZIPInputStream unpacked = new GZIPInputStream(peeked)) {
      return bounded(unpacked);
    } catch (ZipException | EOFException e) {
      throw new Refused(Reason.PROTOCOL, "a packed body that is broken");
    }
  }

  /// Never holds more than the limit and one step, whatever the other side announces or sends.
  private byte[] bounded(InputStream body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] step = new byte[STEP_BYTES];
    for (int count = body.read(step); count >= 0; count = body.read(step)) {
      if (count > request.maxBytes() - bytes.size()) {
        throw new Refused(Reason.TOO_LARGE, "more than " + request.maxBytes() + " bytes");
      }
      bytes.write(step, 0, count);
    }
    return bytes.toByteArray();
  }

  private Result<Reply> failed(Reason reason, String detail) {
    return new Result.Failed<>(new Failure(reason, subject(request.uri()), detail));
  }

  /// The address without its query, which may hold a passkey.
  static String subject(URI uri) {
    return uri.getScheme()
        + "://"
        + uri.getRawAuthority()
        + Optional.ofNullable(uri.getRawPath()).orElse("");
  }

  /// The client wraps what happened, sometimes more than once.
  private static Reason reason(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      Optional<Reason> known =
          switch (cause) {
            case UnknownHostException unknown -> Optional.of(Reason.UNKNOWN_HOST);
            case UnresolvedAddressException unknown -> Optional.of(Reason.UNKNOWN_HOST);
            case HttpTimeoutException late -> Optional.of(Reason.TIMED_OUT);
            case ProtocolException wrong -> Optional.of(Reason.PROTOCOL);
            case SSLException wrong -> Optional.of(Reason.PROTOCOL);
            case IllegalArgumentException wrong -> Optional.of(Reason.PROTOCOL);
            case SocketException cut
                when !(cut instanceof ConnectException && cut.getCause() != null) ->
                Optional.of(Reason.UNREACHABLE);
            case EOFException cut -> Optional.of(Reason.UNREACHABLE);
            case ClosedChannelException cut -> Optional.of(Reason.UNREACHABLE);
            default -> Optional.empty();
          };
      if (known.isPresent()) {
        return known.get();
      }
    }
    return Reason.IO;
  }

  private static String detail(Exception e) {
    return switch (reason(e)) {
      case UNKNOWN_HOST -> "unknown host";
      case UNREACHABLE ->
          e instanceof ConnectException ? "no connection" : "the connection was cut";
      default -> message(e);
    };
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /// We do not want what we got.
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    Refused(Reason reason, String detail) {
      super(detail);
      this.reason = reason;
    }
  }
}

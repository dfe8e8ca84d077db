package dev.panal.app.tracker.page;

import dev.panal.app.console.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// An answer that is complete.
///
/// @param body handed over; nobody else changes it
record Reply(int status, Map<String, String> headers, byte[] body) {
  /// Below this, compression saves no packet.
  private static final int WORTH_PACKING = 1_200;

  private static final String NO_STORE = "no-store";

  static Reply of(int status, String contentType, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", contentType);
    return new Reply(status, headers, body);
  }

  static Reply json(int status, Json json) {
    return of(status, "application/json", json.toString().getBytes(StandardCharsets.UTF_8))
        .with("Cache-Control", NO_STORE);
  }

  /// @param why for people: what is wrong, and what to do
  static Reply error(int status, String why) {
    return json(status, Json.object().put("error", why));
  }

  static Reply empty(int status) {
    return new Reply(status, new LinkedHashMap<>(), new byte[0]);
  }

  Reply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, more, body);
  }

  /// Text shrinks to a fifth, where the other side can read that; torrents are hashes, which do
  /// not.
  Reply packedFor(Request request) {
    String type = headers.getOrDefault("Content-Type", "");
    boolean text =
        type.startsWith("text/")
            || type.startsWith("application/json")
            || type.startsWith("application/rss");
    if (!text || body.length < WORTH_PACKING || headers.containsKey("Content-Encoding")) {
      return this;
    }
    Reply varying = with("Vary", "Accept-Encoding");
    if (!takesGzip(request)) {
      return varying;
    }
    return new Reply(status, varying.headers, gzip(body)).with("Content-Encoding", "gzip");
  }

  static boolean takesGzip(Request request) {
    String accepted = request.getHeaders().get(HttpHeader.ACCEPT_ENCODING);
    return accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 3);
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  void send(Request request, Response response, Callback callback) {
    response.setStatus(status);
    headers.forEach((name, value) -> response.getHeaders().put(name, value));
    if (status != 304 && status != 204) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    }
    if (HttpMethod.HEAD.is(request.getMethod()) || status == 304 || status == 204) {
      response.write(true, ByteBuffer.allocate(0), callback);
    } else {
      response.write(true, ByteBuffer.wrap(body), callback);
    }
  }
}

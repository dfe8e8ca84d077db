package dev.panal.app.tracker.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

final class CompressionTest {
  private static final String ASKED = "Accept-Encoding: gzip";
  private static final String ENCODED = "Content-Encoding: gzip";

  /// Sends as many bytes as the path says, of the type that the query says.
  private static final class Sized extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int size = Integer.parseInt(request.getHttpURI().getCanonicalPath().substring(1));
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, request.getHttpURI().getQuery());
      Content.Sink.write(response, true, "x".repeat(size), callback);
      return true;
    }
  }

  private static String unpacked(String answer) throws IOException {
    byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
    int start = answer.indexOf("\u001f\u008b");
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(bytes, start, bytes.length - start))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void largeAnswersAreCompressedForThoseWhoAsk() throws IOException {
    try (Front front = Front.plain(new Sized())) {
      assertThat(RawHttp.get(front.port, "/100000?text/html", ASKED))
          .contains(ENCODED)
          .satisfies(answer -> assertThat(answer.length()).isLessThan(2_000));
      assertThat(RawHttp.get(front.port, "/100000?text/html")).doesNotContain(ENCODED);
      assertThat(RawHttp.get(front.port, "/100?text/html", ASKED)).doesNotContain(ENCODED);
      assertThat(RawHttp.get(front.port, "/100000?text/event-stream", ASKED))
          .doesNotContain(ENCODED);
      assertThat(RawHttp.get(front.port, "/100000?text/event-stream;charset=utf-8", ASKED))
          .doesNotContain(ENCODED);
    }
  }

  @Test
  void largeScrapesAreCompressedForThoseWhoAsk() throws IOException {
    try (Front front = Front.plain()) {
      String scrape = "/scrape";
      for (int i = 0; i < 40; i++) {
        String hash = String.format("%020d", i);
        String announced =
            RawHttp.get(
                front.port,
                "/announce?peer_id=-XX0000-abcdefghijkl&port=1&left=5&info_hash=" + hash,
                ASKED);
        assertThat(announced).contains("8:complete").doesNotContain(ENCODED);
      }
      String plain = RawHttp.get(front.port, scrape);
      assertThat(plain).doesNotContain(ENCODED).contains("Vary: Accept-Encoding");
      String packed = RawHttp.get(front.port, scrape, ASKED);
      assertThat(packed).contains(ENCODED);
      assertThat(packed.length()).isLessThan(plain.length() / 2);
      assertThat(unpacked(packed)).isEqualTo(plain.substring(plain.indexOf("\r\n\r\n") + 4));
    }
  }

  @Test
  void whoAsksIsUnderstood() {
    for (String accepted : List.of("gzip", "deflate, gzip", "x-gzip", "GZIP;q=0.5", "br;q=1, gzip"))
      assertThat(accepts(accepted)).as(accepted).isTrue();
    for (String not : List.of("", "deflate", "gzip;q=0", "gzip; q=0.00", "gzipped"))
      assertThat(accepts(not)).as(not).isFalse();
    assertThat(Gzip.accepted(HttpFields.EMPTY)).isFalse();
  }

  private static boolean accepts(String value) {
    return Gzip.accepted(HttpFields.build().add(HttpHeader.ACCEPT_ENCODING, value));
  }
}

package dev.panal.app.tracker.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnounceHeadTest {
  private static AnnounceHead read(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    AnnounceHead head = AnnounceHead.read(bytes);
    assertThat(bytes.remaining()).isEqualTo(text.length());
    return head;
  }

  @Test
  void readsWhatClientsSend() {
    String browser = "Host: t:1\r\nUser-Agent: x (y; z)\r\nAccept-Encoding: gzip, deflate\r\n";
    String first = "GET /announce?info_hash=%00a HTTP/1.1\r\n";
    assertThat(read(first + browser + "Connection: close\r\n\r\n"))
        .isEqualTo(new AnnounceHead("/announce", "info_hash=%00a", false, false, true));
    assertThat(read("GET /key/announce?a=b?c HTTP/1.1\r\nHost: t\r\n\r\n"))
        .isEqualTo(new AnnounceHead("/key/announce", "a=b?c", true, false, false));
    assertThat(read("GET /announce HTTP/1.0\r\n\r\n"))
        .isEqualTo(new AnnounceHead("/announce", null, false, true, false));
    assertThat(read("GET /announce? HTTP/1.0\r\nCONNECTION:  Keep-Alive \r\n\r\n"))
        .isEqualTo(new AnnounceHead("/announce", "", true, true, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET",
        "GET /announce?x HTTP/1.1\r\n",
        "GET /announce?x HTTP/1.1\r\nHost: t\r\n",
        "GET /announce?x HTTP/1.1\nHost: t\n\n",
        "GET /announce?x HTTP/2.0\r\n\r\n",
        "GET /announce?x\r\n\r\n",
        "GET /announce?x y HTTP/1.1\r\n\r\n",
        "GET /announce?x#y HTTP/1.1\r\n\r\n",
        "GET http://h/announce?x HTTP/1.1\r\n\r\n",
        "POST /announce?x HTTP/1.1\r\n\r\n",
        "GET /scrape?x HTTP/1.1\r\n\r\n",
        "GET /?/announce HTTP/1.1\r\n\r\n",
        "GET /announce/ HTTP/1.1\r\n\r\n",
        "GET /announce?x HTTP/1.1\r\n folded\r\n\r\n",
        "GET /announce?x HTTP/1.1\r\nnothing\r\n\r\n",
        "GET /announce?x HTTP/1.1\r\n: nothing\r\n\r\n",
        "GET /announce?x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
        "GET /announce?x HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "GET /announce?x HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n",
        "GET /announce?x HTTP/1.1\r\nExpect: 100-continue\r\n\r\n",
        "GET /announce?x HTTP/1.1\r\nUpgrade: h2c\r\n\r\n",
        "GET /announce?x HTTP/1.1\r\nConnection: Upgrade\r\n\r\n",
        "GET /announce?x HTTP/1.1\r\nConnection: keep-alive, x\r\n\r\n",
        "GET /announce?x HTTP/1.1\r\nAccept-Encoding: gzip;q=0\r\n\r\n",
        "GET /announce?x HTTP/1.1\r\n\r\nGET /announce?y HTTP/1.1\r\n\r\n"
      })
  void leavesTheRestToTheServer(String text) {
    assertThat(read(text)).isNull();
  }

  @Test
  void noiseIsNoHeadAndNoFailure() {
    Random random = new Random(1);
    String good = "GET /announce?x=1 HTTP/1.1\r\nHost: t\r\nAccept-Encoding: gzip\r\n\r\n";
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes =
          good.substring(0, random.nextInt(good.length() + 1))
              .getBytes(StandardCharsets.ISO_8859_1);
      for (int changes = random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      read += AnnounceHead.read(ByteBuffer.wrap(bytes)) == null ? 0 : 1;
    }
    assertThat(read).isLessThan(5_000);
  }
}

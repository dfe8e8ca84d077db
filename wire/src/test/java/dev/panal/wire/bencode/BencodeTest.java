package dev.panal.wire.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.panal.wire.ProtocolException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BencodeTest {
  private static final Limits WIDE = new Limits(64 << 20, 100, 4_000_000, 64 << 20);

  private static BValue decode(String text) {
    return Bencode.decode(text.getBytes(ISO_8859_1), WIDE);
  }

  @Test
  void readsEveryKind() {
    BDict dict = decode("d3:inti-42e4:listl1:a0:i0ee3:subd1:x1:yee").dict();
    assertThat(dict.integer("int")).isEqualTo(-42);
    assertThat(dict.list("list")).extracting(BValue::toString).containsExactly("1:a", "0:", "i0e");
    assertThat(dict.list("list").size()).isEqualTo(3);
    assertThat(dict.dict("sub").string("x").text()).isEqualTo("y");
    assertThat(dict.size()).isEqualTo(3);
    assertThat(dict).extracting(entry -> entry.key().text()).containsExactly("int", "list", "sub");
    assertThat(dict.get("nothing")).isNull();
    assertThat(dict.optionalString("nothing")).isEmpty();
    assertThat(dict.optionalInteger("int")).hasValue(-42);
    assertThat(decode("le").list().isEmpty()).isTrue();
    assertThat(decode("de").dict().isEmpty()).isTrue();
  }

  @Test
  void knowsTheExactBytesOfEveryValue() {
    String text = "d1:bd1:zl1:xeee";
    BDict dict = decode("d1:bd1:zl1:xeee").dict();
    assertThat(dict.encoded()).asString(ISO_8859_1).isEqualTo(text);
    assertThat(dict.dict("b").encoded()).asString(ISO_8859_1).isEqualTo("d1:zl1:xee");
    assertThat(dict.dict("b").list("z").start()).isEqualTo(8);
    assertThat(dict.dict("b").list("z").end()).isEqualTo(13);
    BString string = dict.dict("b").list("z").iterator().next().string();
    assertThat(string.buffer()).isEqualTo(ByteBuffer.wrap("x".getBytes(UTF_8)));
    assertThat(string.from()).isEqualTo(11);
  }

  @Test
  void keepsUnsortedKeysAsTheyCame() {
    String text = "d1:zi1e1:ai2e2:ab1:x1:bdee";
    assertThat(decode(text).encoded()).asString(ISO_8859_1).isEqualTo(text);
    assertThat(decode(text).dict().integer("a")).isEqualTo(2);
  }

  @Test
  void readsAPrefix() {
    byte[] in = "xxd5:piecei0eeRAW".getBytes(ISO_8859_1);
    BValue value = Bencode.decodePrefix(in, 2, Limits.MESSAGE);
    assertThat(value.end()).isEqualTo(in.length - 3);
    assertThat(value.dict().integer("piece")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "i0e, 0",
    "i9223372036854775807e, 9223372036854775807",
    "i-9223372036854775808e, -9223372036854775808",
    "i-1e, -1"
  })
  void readsIntegersToTheEdge(String text, long value) {
    assertThat(decode(text).integer()).isEqualTo(value);
    assertThat(new BencodeWriter().integer(value).bytes()).asString(UTF_8).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i9223372036854775808e",
        "i-9223372036854775809e",
        "i18446744073709551616e",
        "i92233720368547758070e",
        "i99999999999999999999999999999999999999999999e"
      })
  void integersBeyondLongFailWhereTheyAreUsed(String text) {
    BValue huge = decode("d4:size" + text + "e").dict().require("size");
    assertThat(huge.encoded()).asString(UTF_8).isEqualTo(text);
    assertThatThrownBy(huge::integer)
        .isInstanceOf(ProtocolException.class)
        .hasMessageMatching("size: i-?\\d+…?e? does not fit 64 bits");
  }

  @ParameterizedTest
  @CsvSource({
    "'', ends too early (at byte 0)",
    "i, ends too early",
    "i1, ends too early",
    "ie, malformed integer",
    "i-e, malformed integer",
    "i--1e, malformed integer",
    "i+1e, malformed integer",
    "i1.5e, malformed integer",
    "i 1e, malformed integer",
    "i01e, leading zero",
    "i-01e, leading zero",
    "i-0e, negative zero",
    "5:abc, ends within a string of 5 bytes",
    "5, ends too early",
    "5x, malformed length",
    "01:a, leading zero",
    "-1:a, no value begins with",
    "99999999999999999999:a, string longer than",
    "4294967297:a, string longer than",
    "l, ends too early",
    "li1e, ends too early",
    "d, ends too early",
    "di1e1:ae, a key must be a string",
    "d1:ae, a: the value is missing",
    "d1:a, a: ends too early",
    "e, no value begins with byte 0x65",
    "x, no value begins with byte 0x78",
    "i1ei2e, byte 3: something follows",
    "d1:ai1e1:ai2ee, a: the key 'a' comes twice",
    "d1:bi1e1:ai1e1:bi2ee, the key 'b' comes twice",
    "d4:infod5:filesld6:lengthi1eed6:lengthi01eeeee, info.files[1].length: integer with a leading",
    "d1:ali1ei2ei03eee, a[2]: integer",
    "d1:ale1:bd1:ci1ee1:di-0eee, d: integer",
  })
  void refusesMalformedInput(String text, String reason) {
    assertThatThrownBy(() -> decode(text))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = "d4:infod6:lengthi12e4:name3:abce4:listlleded1:ali1eeeee".getBytes(ISO_8859_1);
    assertThat(Bencode.decode(whole, WIDE).end()).isEqualTo(whole.length);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> Bencode.decode(part, WIDE));
    }
  }

  @Test
  void namesTheFieldOfAWrongType() {
    BDict dict = decode("d1:ad1:bl0:i1eeee").dict();
    List<BValue> items = new ArrayList<>();
    dict.dict("a").list("b").forEach(items::add);
    assertThatThrownBy(() -> items.get(1).string())
        .hasMessage("a.b[1]: must be a string, is an integer");
    assertThatThrownBy(() -> dict.dict("a").integer("b"))
        .hasMessage("a.b: must be an integer, is a list");
    assertThatThrownBy(() -> dict.dict("a").integer("c")).hasMessage("a.c: missing");
    assertThatThrownBy(() -> dict.list("c")).hasMessage("c: missing");
    assertThatThrownBy(dict::list).hasMessage("must be a list, is a dictionary");
    assertThatThrownBy(() -> Bencode.decode("info", "l1:ae".getBytes(UTF_8), WIDE).dict())
        .hasMessage("info: must be a dictionary, is a list");
  }

  @Test
  void messagesArePrintable() {
    assertThatThrownBy(() -> decode("d6:a\u001b[31m" + "i01ee"))
        .hasMessageStartingWith("a?[31m: integer with a leading zero");
    assertThatThrownBy(() -> decode("d200:" + "k".repeat(200) + "i01ee"))
        .hasMessageStartingWith("k".repeat(40) + "…: integer");
  }

  @Test
  void limitsAreExact() {
    Limits limits = new Limits(20, 2, 5, 4);
    assertThat(Bencode.decode("llee".getBytes(UTF_8), limits).list().size()).isOne();
    assertThatThrownBy(() -> Bencode.decode("llleee".getBytes(UTF_8), limits))
        .hasMessageStartingWith("[0][0]: nested deeper than 2");
    assertThat(Bencode.decode("li1ei2ei3ee".getBytes(UTF_8), limits).list().size()).isEqualTo(3);
    assertThatThrownBy(() -> Bencode.decode("li1ei2ei3ei4ee".getBytes(UTF_8), limits))
        .hasMessageContaining("more than 5 values");
    assertThat(Bencode.decode("4:abcd".getBytes(UTF_8), limits).string().text()).isEqualTo("abcd");
    assertThatThrownBy(() -> Bencode.decode("5:abcde".getBytes(UTF_8), limits))
        .hasMessageContaining("string longer than 4 bytes");
    assertThatThrownBy(() -> Bencode.decode(new byte[21], limits))
        .hasMessageContaining("longer than 20 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"l", "le", "i0e", "0:", "d0:", "9", "i1"})
  void tenMegabytesOfAnythingCostLittle(String token) {
    byte[] in = new byte[10_000_000];
    for (int i = 1; i < in.length; i++) {
      in[i] = (byte) token.charAt((i - 1) % token.length());
    }
    in[0] = 'l';
    costsLittle(in);
  }

  @Test
  void unsortedKeysCostLittle() {
    StringBuilder text = new StringBuilder("d");
    for (int i = 499_999; i >= 0; i--) {
      text.append("6:").append(i + 100_000).append("0:");
    }
    costsLittle((text + "e").getBytes(ISO_8859_1));
    costsLittle((text + "6:4777770:e").getBytes(ISO_8859_1));
  }

  /// Decodes `in`, whatever comes of it, within a second and 40 MiB.
  private static void costsLittle(byte[] in) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    // Of this thread, as the machine may have other things to do.
    long start = threads.getCurrentThreadCpuTime();
    try {
      assertThat(Bencode.decode(in, WIDE).end()).isEqualTo(in.length);
    } catch (ProtocolException e) {
      assertThat(e).hasMessageContaining("(at byte ");
    }
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start))
        .isLessThan(Duration.ofSeconds(1));
    assertThat(threads.getCurrentThreadAllocatedBytes() - allocated).isLessThan(40 << 20);
  }
}

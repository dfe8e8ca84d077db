package dev.panal.wire.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Both ways, over values of every shape. A string of bytes is an ISO 8859-1 `String` here, whose
/// order is that of the bytes.
final class BencodePropertyTest {
  @Property(tries = 200)
  void whatIsWrittenIsRead(@ForAll("values") Object value) {
    BencodeWriter writer = new BencodeWriter();
    write(writer, value);
    byte[] bytes = writer.bytes();
    BValue decoded = Bencode.decode(bytes, Limits.MESSAGE);
    assertThat(read(decoded)).isEqualTo(value);
    assertThat(decoded.encoded()).isEqualTo(bytes);
    BencodeWriter again = new BencodeWriter();
    write(again, read(decoded));
    assertThat(again.bytes()).isEqualTo(bytes);
  }

  @Property(tries = 200)
  void everyValueIsFoundByItsExactBytes(@ForAll("values") Object value) {
    BencodeWriter writer = new BencodeWriter();
    write(writer, value);
    check(Bencode.decode(writer.bytes(), Limits.MESSAGE));
  }

  @Property(tries = 300)
  void mutationsNeverDoMoreThanBeRefused(
      @ForAll("values") Object value,
      @ForAll @Size(max = 8) List<@IntRange(max = 1 << 20) Integer> places,
      @ForAll byte what) {
    BencodeWriter writer = new BencodeWriter();
    write(writer, value);
    byte[] bytes = writer.bytes();
    for (int place : places) {
      bytes[place % bytes.length] = (place & 1) == 0 ? what : (byte) "lde0i:1-9".charAt(place % 9);
    }
    try {
      BValue decoded = Bencode.decode(bytes, Limits.MESSAGE);
      assertThat(decoded.encoded()).isEqualTo(bytes);
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 300)
  void noiseIsRefused(@ForAll @Size(max = 40) byte[] noise) {
    try {
      assertThat(Bencode.decode(noise, Limits.MESSAGE).encoded()).isEqualTo(noise);
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<Object> values() {
    return values(4);
  }

  private static Arbitrary<Object> values(int depth) {
    Arbitrary<Object> leaves =
        Arbitraries.oneOf(Arbitraries.longs().asGeneric(), strings().asGeneric());
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<Object> below = values(depth - 1);
    return Arbitraries.oneOf(
        leaves,
        below.list().ofMaxSize(4).asGeneric(),
        Arbitraries.maps(strings(), below).ofMaxSize(4).map(m -> (Object) new TreeMap<>(m)));
  }

  private static Arbitrary<String> strings() {
    return Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(12);
  }

  private static void write(BencodeWriter writer, Object value) {
    switch (value) {
      case Long integer -> writer.integer(integer);
      case String string -> writer.string(string.getBytes(ISO_8859_1));
      case List<?> list -> {
        writer.list();
        list.forEach(element -> write(writer, element));
        writer.end();
      }
      case Map<?, ?> map -> {
        writer.dict();
        map.forEach((key, element) -> {
          writer.key(((String) key).getBytes(ISO_8859_1));
          write(writer, element);
        });
        writer.end();
      }
      default -> throw new IllegalArgumentException(value.toString());
    }
  }

  private static Object read(BValue value) {
    return switch (value) {
      case BInt integer -> integer.value();
      case BString string -> new String(string.bytes(), ISO_8859_1);
      case BList list -> {
        List<Object> elements = new ArrayList<>();
        list.forEach(element -> elements.add(read(element)));
        yield elements;
      }
      case BDict dict -> {
        Map<String, Object> elements = new TreeMap<>();
        dict.forEach(e -> elements.put((String) read(e.key()), read(e.value())));
        yield elements;
      }
    };
  }

  private static void check(BValue value) {
    assertThat(read(Bencode.decode(value.encoded(), Limits.MESSAGE))).isEqualTo(read(value));
    switch (value) {
      case BInt _, BString _ -> {}
      case BList list -> {
        int number = 0;
        for (BValue element : list) {
          assertThat(element.where()).isEqualTo(list.where() + "[" + number++ + "]");
          check(element);
        }
        assertThat(list.size()).isEqualTo(number);
      }
      case BDict dict -> {
        int number = 0;
        for (BDict.Entry entry : dict) {
          number++;
          assertThat(entry.value().where()).startsWith(dict.where());
          check(entry.value());
        }
        assertThat(dict.size()).isEqualTo(number);
      }
    }
  }
}

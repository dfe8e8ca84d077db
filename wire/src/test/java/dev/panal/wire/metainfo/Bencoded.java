package dev.panal.wire.metainfo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Bencode of whatever a test makes up, malformed too, in the order given.
final class Bencoded {
  private Bencoded() {}

  /// Something that is encoded already.
  record Raw(String text) {}

  /// `key, value, key, value…`
  static Map<String, Object> dict(Object... pairs) {
    Map<String, Object> dict = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      dict.put((String) pairs[i], pairs[i + 1]);
    }
    return dict;
  }

  static byte[] of(Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out, value);
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case Raw raw -> out.writeBytes(raw.text().getBytes(UTF_8));
      case Number number -> out.writeBytes(("i" + number + "e").getBytes(UTF_8));
      case String text -> write(out, text.getBytes(UTF_8));
      case byte[] bytes -> {
        out.writeBytes((bytes.length + ":").getBytes(UTF_8));
        out.writeBytes(bytes);
      }
      case List<?> list -> {
        out.write('l');
        list.forEach(element -> write(out, element));
        out.write('e');
      }
      case Map<?, ?> dict -> {
        out.write('d');
        dict.forEach((key, element) -> {
          write(out, key);
          write(out, element);
        });
        out.write('e');
      }
      default -> throw new IllegalArgumentException(value.toString());
    }
  }

  /// An info dictionary of one file of 100 bytes.
  static Map<String, Object> single() {
    return dict("length", 100, "name", "n", "piece length", 16_384, "pieces", new byte[20]);
  }

  /// An info dictionary of `files`, whose bytes fit one piece and are more than none.
  static Map<String, Object> multi(Object... files) {
    return dict(
        "files", List.of(files), "name", "n", "piece length", 16_384, "pieces", new byte[20]);
  }

  static Map<String, Object> file(Object length, Object... path) {
    return dict("length", length, "path", List.of(path));
  }

  static Metainfo torrent(Map<String, Object> info) {
    return Metainfo.parse(of(dict("info", info)));
  }

  /// As it is in `dict`, but for these: `key, value, key, value…`. A null value takes the key out.
  static Map<String, Object> with(Map<String, Object> dict, Object... pairs) {
    Map<String, Object> changed = new LinkedHashMap<>(dict);
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i + 1] == null) {
        changed.remove((String) pairs[i]);
      } else {
        changed.put((String) pairs[i], pairs[i + 1]);
      }
    }
    return changed;
  }
}

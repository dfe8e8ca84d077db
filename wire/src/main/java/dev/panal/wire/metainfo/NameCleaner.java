package dev.panal.wire.metainfo;

import dev.panal.wire.bencode.BString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Makes one element of a path safe. A name without fault comes back as it was, to the byte.
final class NameCleaner {
  /// What file systems hold: 255 bytes on Linux, 255 UTF-16 units elsewhere, which are never fewer.
  static final int MAX_BYTES = 255;

  /// A longer "extension" is part of the name, and not kept when the name is cut.
  private static final int MAX_EXTENSION_CHARS = 16;

  private static final List<String> RESERVED =
      List.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$");

  private final NameRules rules;
  private final @Nullable Charset fallback;

  /// `fallback` decodes what is not UTF-8: old torrents name it in `encoding`.
  NameCleaner(NameRules rules, @Nullable Charset fallback) {
    this.rules = rules;
    this.fallback = fallback;
  }

  /// The text of `raw`, unsafe still: UTF-8, else the fallback, else UTF-8 with every byte that
  /// does not belong as `_`.
  String text(BString raw) {
    String plain = ascii(raw);
    return plain != null ? plain : text(raw.buffer());
  }

  private static @Nullable String ascii(BString raw) {
    String text = raw.text();
    // Every byte beyond ASCII takes part in a char beyond ASCII.
    return text.length() == raw.length() && isAscii(text) ? text : null;
  }

  private String text(ByteBuffer raw) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(raw.duplicate()).toString();
    } catch (CharacterCodingException notUtf8) {
      // Goes on below.
    }
    if (fallback != null) {
      try {
        return fallback.newDecoder().decode(raw.duplicate()).toString();
      } catch (CharacterCodingException notThatEither) {
        // Goes on below.
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE)
          .replaceWith("_")
          .decode(raw.duplicate())
          .toString();
    } catch (CharacterCodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// A name that is safe by the rules, `name` itself if it was.
  String clean(String name) {
    String safe = withoutBadCharacters(name);
    if (rules == NameRules.PORTABLE) {
      safe = withoutTail(safe);
    }
    if (safe.isEmpty() || safe.equals(".") || safe.equals("..")) {
      safe = "_";
    }
    if (rules == NameRules.PORTABLE && isReserved(safe)) {
      safe = "_" + safe;
    }
    return shortened(safe, "");
  }

  /// `name`, which is clean, made another by `number`: `a.txt` becomes `a (1).txt`.
  static String numbered(String name, int number) {
    return shortened(name, " (" + number + ")");
  }

  /// What two names have in common that a file system may take for the same.
  String key(String name) {
    if (rules == NameRules.LOCAL) {
      return name;
    }
    if (isAscii(name)) {
      return name.toLowerCase(Locale.ROOT);
    }
    int[] simpleFolding =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .codePoints()
            .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
            .toArray();
    String folded = new String(simpleFolding, 0, simpleFolding.length);
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  private static String withoutBadCharacters(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (isMark(name.charAt(i)) || isBad(name.charAt(i))) {
        return replaced(name);
      }
    }
    return name;
  }

  private static String replaced(String name) {
    StringBuilder safe = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isMark(c)) {
        safe.append(isBad(c) ? '_' : c);
      }
    }
    return safe.toString();
  }

  /// Separators, controls, line ends of Unicode, and what is no character.
  private static boolean isBad(char c) {
    return c < 0x20
        || c == '/'
        || c == '\\'
        || (c >= 0x7f && c < 0xa0)
        || c == '\u2028'
        || c == '\u2029'
        || c >= '\ufffe';
  }

  /// Direction marks, overrides and isolates, and the byte order mark: invisible, they make
  /// `gpj.exe` look like `exe.jpg`.
  private static boolean isMark(char c) {
    return c == '\u061c'
        || c == '\u200e'
        || c == '\u200f'
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\ufeff';
  }

  private static String withoutTail(String name) {
    int end = name.length();
    while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
      end--;
    }
    return name.substring(0, end);
  }

  /// Windows looks no further than the first dot, and skips spaces before it.
  private static boolean isReserved(String name) {
    int dot = name.indexOf('.');
    String stem = (dot < 0 ? name : name.substring(0, dot)).stripTrailing();
    // Nothing that is reserved is longer than CONOUT$.
    if (stem.length() < 3 || stem.length() > 7) {
      return false;
    }
    stem = stem.toUpperCase(Locale.ROOT);
    return RESERVED.contains(stem)
        || (stem.length() == 4
            && (stem.startsWith("COM") || stem.startsWith("LPT"))
            && "123456789¹²³".indexOf(stem.charAt(3)) >= 0);
  }

  /// `name` with `suffix` before its extension, cut before both to what fits.
  private static String shortened(String name, String suffix) {
    int room = MAX_BYTES - suffix.length();
    // No char takes more than three bytes.
    boolean fits = name.length() * 3 <= room || utf8Length(name) <= room;
    if (fits && suffix.isEmpty()) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String extension =
        dot > 0 && name.length() - dot <= MAX_EXTENSION_CHARS ? name.substring(dot) : "";
    String stem = name.substring(0, name.length() - extension.length());
    if (!fits) {
      stem = cut(stem, room - utf8Length(extension));
    }
    return stem + suffix + extension;
  }

  /// As many whole characters of `text` as fit into `bytes`.
  private static String cut(String text, int bytes) {
    int end = 0;
    int used = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      used += utf8Length(c);
      if (used > bytes) {
        break;
      }
      end += Character.charCount(c);
    }
    return text.substring(0, end);
  }

  private static int utf8Length(String text) {
    return text.codePoints().map(NameCleaner::utf8Length).sum();
  }

  private static int utf8Length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}

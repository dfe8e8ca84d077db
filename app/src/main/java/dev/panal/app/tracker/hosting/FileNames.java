package dev.panal.app.tracker.hosting;

import dev.panal.app.console.Text;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;

/// Names of `.torrent` files in the folder.
final class FileNames {
  static final String SUFFIX = ".torrent";

  /// What file systems hold.
  private static final int MAX_BYTES = 255;

  /// Leaves room for a number and the suffix.
  private static final int MAX_STEM_BYTES = MAX_BYTES - SUFFIX.length() - " (99999)".length();

  private FileNames() {}

  /// Whether `file` is one to look at: what we write for a moment, and hidden files, are not.
  static boolean isTorrent(String file) {
    return file.toLowerCase(Locale.ROOT).endsWith(SUFFIX) && !file.startsWith(".");
  }

  /// Whether the name can be shown, and be part of a URL and of a header, as it is.
  static boolean isPlain(String file) {
    return Text.safe(file).equals(file)
        && file.indexOf('\\') < 0
        && file.indexOf('/') < 0
        && file.indexOf('\ufffd') < 0;
  }

  /// Whether a file may be called so that somebody else has named: in no other folder, not hidden,
  /// and such that it is a name on all systems.
  static boolean isFitting(String file) {
    return isTorrent(file)
        && isPlain(file)
        && choose(file.substring(0, file.length() - SUFFIX.length()), _ -> false).equals(file);
  }

  /// A name of a file for a torrent called `name`, which is clean by the rules of torrents already
  /// (no separators, no controls), that is not `taken`.
  ///
  /// @param taken hears names in lower case, as some file systems do not tell case apart
  static String choose(String name, Predicate<String> taken) {
    String stem = fitting(Text.safe(name).replace('\ufffd', '_'));
    if (stem.isEmpty() || stem.startsWith(".")) {
      stem = "_" + stem; // would be hidden
    }
    String file = stem + SUFFIX;
    for (int number = 2; taken.test(key(file)); number++) {
      file = stem + " (" + number + ")" + SUFFIX;
    }
    return file;
  }

  static String key(String file) {
    return file.toLowerCase(Locale.ROOT);
  }

  private static String fitting(String name) {
    StringBuilder fitting = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      String character = Character.toString(c);
      bytes += character.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_STEM_BYTES) {
        break;
      }
      fitting.append(character);
      i += Character.charCount(c);
    }
    return fitting.toString().strip();
  }
}

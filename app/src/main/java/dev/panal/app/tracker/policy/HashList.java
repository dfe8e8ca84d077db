package dev.panal.app.tracker.policy;

import dev.panal.app.console.Failures;
import dev.panal.wire.InfoHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// A file of info-hashes, one a line; what follows a `#` is a comment.
final class HashList {
  /// With a million swarms a tracker has its hands full; more is a wrong file.
  private static final int MAX_HASHES = 1_000_000;

  /// A hash and a comment.
  private static final int MAX_LINE_CHARACTERS = 1_000;

  private static final int V1_DIGITS = 40;

  /// Of a v2 torrent, trackers are told the first 20 bytes (BEP 52).
  private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}");

  private HashList() {}

  /// @throws IOException if it cannot be read, or a line is no info-hash; the message names both
  static Set<InfoHash> read(Path file) throws IOException {
    Set<InfoHash> hashes = new LinkedHashSet<>();
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String text = line.replaceFirst("#.*", "").strip();
        if (text.isEmpty()) {
          continue;
        }
        if (line.length() > MAX_LINE_CHARACTERS || !HASH.matcher(text).matches()) {
          throw new IOException(
              file + ":" + number + ": is no info-hash (40 hexadecimal digits, or 64 of v2)");
        }
        hashes.add(InfoHash.ofHex(text.substring(0, V1_DIGITS)));
        if (hashes.size() > MAX_HASHES) {
          throw new IOException(file + ": has more than " + MAX_HASHES + " info-hashes");
        }
      }
      return hashes;
    } catch (MalformedInputException e) {
      throw new IOException(file + ":" + (number + 1) + ": is no text", e);
    } catch (FileSystemException e) {
      throw new IOException(file + ": " + Failures.reason(e), e);
    }
  }
}

package dev.panal.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Linux says under `/proc`. On other systems there is nothing to read, and nothing is known.
final class ProcFiles {
  /// What SHA-1 and SHA-256 gain from: instructions of their own, else wide registers. Names of x86
  /// first, then those of ARM.
  private static final List<String> OF_USE =
      List.of("sha_ni", "avx512f", "avx2", "avx", "ssse3", "sha1", "sha2", "sve", "asimd");

  private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\S+)\\s.*");
  private static final Pattern KILOBYTES = Pattern.compile("(\\w+):\\s+(\\d{1,15}) kB");

  private ProcFiles() {}

  /// The lines of a file; none if it cannot be read.
  static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      return List.of();
    }
  }

  /// @param cpuinfo lines of `/proc/cpuinfo`
  static String model(List<String> cpuinfo) {
    return value(cpuinfo, "model name").orElse("");
  }

  /// Empty if the system does not say; those that are of use here, else.
  static Optional<List<String>> instructions(List<String> cpuinfo) {
    return value(cpuinfo, "flags")
        .or(() -> value(cpuinfo, "Features"))
        .map(flags -> {
          List<String> all = List.of(flags.split(" ", -1));
          return OF_USE.stream().filter(all::contains).toList();
        });
  }

  private static Optional<String> value(List<String> lines, String key) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().equals(key)) {
        return Optional.of(line.substring(colon + 1).strip());
      }
    }
    return Optional.empty();
  }

  /// @param limits lines of `/proc/self/limits`
  static OptionalLong openFiles(List<String> limits) {
    for (String line : limits) {
      Matcher soft = OPEN_FILES.matcher(line);
      if (soft.matches()) {
        return soft.group(1).equals("unlimited")
            ? OptionalLong.of(Long.MAX_VALUE)
            : OptionalLong.of(Long.parseLong(soft.group(1)));
      }
    }
    return OptionalLong.empty();
  }

  /// @param meminfo lines of `/proc/meminfo`
  /// @param key `MemTotal` or `MemAvailable`
  static OptionalLong memory(List<String> meminfo, String key) {
    for (String line : meminfo) {
      Matcher entry = KILOBYTES.matcher(line);
      if (entry.matches() && entry.group(1).equals(key)) {
        return OptionalLong.of(Long.parseLong(entry.group(2)) * 1024);
      }
    }
    return OptionalLong.empty();
  }
}

package dev.panal.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What one phase has measured. CPU time is that of the tracker, all its threads, user and system;
/// the kernel counts it in hundredths of a second.
///
/// @param lost requests without an answer
/// @param refused answers that say why not
/// @param connects TCP connections opened
record Tally(
    String phase,
    long sent,
    long answered,
    long lost,
    long refused,
    long peersGiven,
    long connects,
    double seconds,
    double trackerCpu,
    double ownCpu,
    long residentBytes) {

  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_FIELD = 11;

  /// CPU seconds of a process so far.
  static double cpuSeconds(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[USER_FIELD]) + Long.parseLong(fields[USER_FIELD + 1]))
          / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a process has in memory now.
  static long residentBytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("process " + pid + " has no VmRSS");
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"event\":\"%s\",\"sent\":%d,\"answered\":%d,\"lost\":%d,\"refused\":%d,\"peers\":%d,\"connects\":%d,"
            + "\"seconds\":%.3f,\"tracker_cpu\":%.2f,\"own_cpu\":%.2f,\"resident\":%d}",
        phase,
        sent,
        answered,
        lost,
        refused,
        peersGiven,
        connects,
        seconds,
        trackerCpu,
        ownCpu,
        residentBytes);
  }
}

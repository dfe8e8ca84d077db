package dev.panal.simulator.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What came of a run.
///
/// @param time when the report was made
/// @param logHash equal for two runs exactly if they went the same way
public record Report(
    Duration time, long torrentBytes, List<Row> rows, long logRecords, String logHash) {
  public Report {
    rows = List.copyOf(rows);
  }

  /// @param sentBytes over TCP, protocol and payload
  /// @param completedAt when its download was complete; empty if it was not, or began complete
  public record Row(
      String name,
      boolean whole,
      Optional<Duration> completedAt,
      long sentBytes,
      long receivedBytes,
      int verifiedPieces,
      int failedPieces,
      int bans,
      int lives,
      String failure) {}

  /// How many times over a host has sent the torrent.
  public double copiesSent(Client client) {
    return (double) row(client).sentBytes() / torrentBytes;
  }

  public Row row(Client client) {
    return rows.stream()
        .filter(row -> row.name().equals(client.host().name()))
        .findFirst()
        .orElseThrow();
  }

  /// A table for people.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("after ").append(seconds(time)).append(" s, ");
    text.append(logRecords).append(" records, log ").append(logHash).append('\n');
    text.append(
        "client         whole  complete at    sent copies  received  pieces ok/bad  bans  lives\n");
    for (Row row : rows) {
      text.append(
          String.format(
              "%-14s %-6s %9s s %13.2f %10.2f %10d/%d %5d %6d  %s%n",
              row.name(),
              row.whole() ? "yes" : "no",
              row.completedAt().map(Report::seconds).orElse("-"),
              (double) row.sentBytes() / torrentBytes,
              (double) row.receivedBytes() / torrentBytes,
              row.verifiedPieces(),
              row.failedPieces(),
              row.bans(),
              row.lives(),
              row.failure()));
    }
    return text.toString();
  }

  private static String seconds(Duration time) {
    return String.format("%.1f", time.toMillis() / 1000.0);
  }
}

package dev.panal.app.demo;

import dev.panal.app.console.Json;
import dev.panal.app.console.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The tracker and the peers of the demo, as their events show them.
final class Swarm {
  private static final int NAME_COLUMNS = 13;

  private final List<Member> members = new ArrayList<>();
  private List<String> urls = List.of();
  private Optional<ChildEvent> counts = Optional.empty();
  private String phase = "";

  void hearTracker(ChildEvent event) {
    switch (event.name()) {
      case "listening" ->
          urls = List.of(event.text("http_url").orElseThrow(), event.text("udp_url").orElseThrow());
      case "progress" -> counts = Optional.of(event);
      default -> {}
    }
  }

  /// Where to announce; empty until the tracker listens.
  List<String> urls() {
    return urls;
  }

  Member add(Member member) {
    members.add(member);
    return member;
  }

  /// What is going on besides, shown below the rows.
  void phase(String words) {
    phase = words;
  }

  /// Grows while anything moves.
  long life() {
    return members.stream().mapToLong(Member::life).sum();
  }

  List<String> rows(int columns) {
    List<String> rows = new ArrayList<>();
    rows.add(Text.pad("tracker", NAME_COLUMNS) + (urls.isEmpty() ? "starting" : trackerFacts()));
    members.forEach(member -> rows.add(member.row(columns)));
    if (!phase.isEmpty()) {
      rows.add(phase);
    }
    return rows;
  }

  /// The same on one line, for a log.
  String line() {
    return members.stream().map(Member::words).collect(Collectors.joining(", "))
        + counts.map(_ -> "; tracker: " + trackerFacts()).orElse("");
  }

  private String trackerFacts() {
    return counts
        .map(now ->
            Member.counted(now.number("peers"), "peer")
                + ", "
                + Member.counted(now.number("seeds"), "seed")
                + ", "
                + Member.counted(announces(now), "announce"))
        .orElse("listening");
  }

  List<Json> events() {
    List<Json> events = new ArrayList<>();
    counts.ifPresent(now ->
        events.add(
            Json.event("progress")
                .put("process", "tracker")
                .put("peers", now.number("peers"))
                .put("seeds", now.number("seeds"))
                .put("announces", announces(now))));
    members.forEach(member -> events.add(member.event()));
    return events;
  }

  private static long announces(ChildEvent counts) {
    return counts.number("http_announces") + counts.number("udp_announces");
  }
}

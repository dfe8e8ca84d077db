package dev.panal.app.demo;

import dev.panal.app.console.Json;
import dev.panal.app.console.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The trackers and the peers of the demo, as their events show them.
final class Swarm {
  private final List<TrackerMember> trackers = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private String phase = "";

  TrackerMember add(TrackerMember tracker) {
    trackers.add(tracker);
    return tracker;
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
    trackers.forEach(tracker -> rows.add(Text.fit(tracker.row(), columns)));
    members.forEach(member -> rows.add(member.row(columns)));
    if (!phase.isEmpty()) {
      rows.add(phase);
    }
    return rows;
  }

  /// The same on one line, for a log.
  String line() {
    return members.stream().map(Member::words).collect(Collectors.joining(", "))
        + (trackers.size() == 1 ? trackers.getFirst().words() : "; " + kept());
  }

  /// What each tracker of a ring keeps.
  private String kept() {
    return "peers that the trackers keep: "
        + trackers.stream().map(TrackerMember::kept).collect(Collectors.joining(", "));
  }

  List<Json> events() {
    List<Json> events = new ArrayList<>();
    trackers.forEach(tracker -> tracker.event().ifPresent(events::add));
    members.forEach(member -> events.add(member.event()));
    return events;
  }
}

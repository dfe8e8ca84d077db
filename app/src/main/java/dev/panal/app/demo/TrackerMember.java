package dev.panal.app.demo;

import dev.panal.app.console.Json;
import dev.panal.app.console.Text;
import java.util.List;
import java.util.Optional;

/// A tracker of the demo, alone or one of a ring, as its events show it.
final class TrackerMember {
  private static final int NAME_COLUMNS = 13;

  private final String name;
  private List<String> urls = List.of();
  private String page = "";
  private Optional<ChildEvent> counts = Optional.empty();
  private int ringPort;
  private int ringSize;
  private boolean settled;
  private boolean killed;
  private long life;

  TrackerMember(String name) {
    this.name = name;
  }

  void hear(ChildEvent event) {
    if (killed) {
      return;
    }
    // Not "progress", which comes every second also from one that waits.
    if (!event.name().equals("progress")) {
      life++;
    }
    switch (event.name()) {
      case "listening" -> {
        urls = List.of(event.text("http_url").orElseThrow(), event.text("udp_url").orElseThrow());
        page = event.text("page").orElseThrow();
      }
      case "progress" -> counts = Optional.of(event);
      case "ring" -> {
        // Only the first of them, when it has joined, has the port.
        ringPort = Math.max(ringPort, (int) event.number("ring_port"));
        ringSize = (int) event.number("size");
        settled = event.text("settled").orElse("").equals("true");
      }
      default -> {}
    }
  }

  String name() {
    return name;
  }

  /// What it is called in the ring, where names have no spaces.
  String nodeName() {
    return name.replace(' ', '-');
  }

  boolean listens() {
    return !urls.isEmpty();
  }

  /// Where to announce, over HTTP and over UDP; empty until it listens.
  List<String> urls() {
    return urls;
  }

  /// Where its page is; nothing until it listens.
  String page() {
    return page;
  }

  /// Where the others of its ring reach it; 0 until it has joined.
  int ringPort() {
    return ringPort;
  }

  /// Grows with everything that happens to it.
  long life() {
    return life;
  }

  /// Whether it sees `nodes` of them, and every swarm has all its copies.
  boolean settled(int nodes) {
    return settled && ringSize == nodes;
  }

  void killed() {
    killed = true;
  }

  boolean isKilled() {
    return killed;
  }

  /// What it has been told, for the end of a line of a log.
  String words() {
    return counts.map(_ -> "; " + name + ": " + facts()).orElse("");
  }

  /// How many peers it keeps, in one word.
  String kept() {
    return killed ? "killed" : String.valueOf(counts.map(now -> now.number("peers")).orElse(0L));
  }

  String row() {
    return Text.pad(name, NAME_COLUMNS) + state();
  }

  private String state() {
    if (killed) {
      return "killed (kill -9)";
    }
    return listens() ? facts() : ringPort > 0 ? "joining" : "starting";
  }

  private String facts() {
    String ring =
        ringSize == 0 ? "" : ringSize + " in the ring" + (settled ? "" : ", copying") + ", ";
    return ring
        + counts
            .map(now ->
                Member.counted(now.number("peers"), "peer")
                    + ", "
                    + Member.counted(now.number("seeds"), "seed")
                    + ", "
                    + Member.counted(announces(now), "announce"))
            .orElse("listening");
  }

  /// Empty until it has counted anything, and when it has been killed.
  Optional<Json> event() {
    return counts
        .filter(_ -> !killed)
        .map(now ->
            Json.event("progress")
                .put("process", name)
                .put("peers", now.number("peers"))
                .put("seeds", now.number("seeds"))
                .put("announces", announces(now)));
  }

  private static long announces(ChildEvent counts) {
    return counts.number("http_announces") + counts.number("udp_announces");
  }
}

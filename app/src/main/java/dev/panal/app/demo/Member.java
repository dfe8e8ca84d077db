package dev.panal.app.demo;

import dev.panal.app.console.Json;
import dev.panal.app.console.Text;
import dev.panal.app.progress.Bar;
import dev.panal.app.units.Rates;
import dev.panal.app.units.Sizes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A peer of the demo's swarm, as its events show it.
final class Member {
  private static final int NAME_COLUMNS = 13;
  private static final int MIN_BAR = 8;
  private static final Set<String> SIGNS_OF_LIFE =
      Set.of("checking", "started", "piece", "complete", "seeding");

  private final String name;
  private final long totalBytes;
  private final Optional<Evidence> evidence;
  private State state = State.STARTING;
  private long checkedBytes;
  private long verifiedBytes;
  private int verifiedPieces;
  private long downloadRate;
  private long uploadRate;
  private long uploadedBytes;
  private long peers;
  private long life;

  /// Where it stands.
  enum State {
    STARTING,
    CHECKING,
    DOWNLOADING,
    SEEDING,
    KILLED
  }

  /// @param totalBytes what there is to have
  /// @param evidence kept of one that will be killed
  Member(String name, long totalBytes, Optional<Evidence> evidence) {
    this.name = name;
    this.totalBytes = totalBytes;
    this.evidence = evidence;
  }

  void hear(ChildEvent event) {
    // Not "progress", which comes every second also from one that waits.
    if (SIGNS_OF_LIFE.contains(event.name())) {
      life++;
    }
    if (event.name().equals("piece")) {
      // Also of the last words of a killed process: it had verified that piece.
      verifiedPieces = (int) event.number("verified_pieces");
      // Nearly, as the last piece is shorter; reports of every second have it exactly.
      long bytes = totalBytes / Math.max(1, event.number("pieces")) * verifiedPieces;
      verifiedBytes = Math.max(verifiedBytes, bytes);
      evidence.ifPresent(kept -> kept.verified((int) event.number("piece")));
    }
    if (state == State.KILLED) {
      return;
    }
    switch (event.name()) {
      case "checking" -> {
        state = State.CHECKING;
        checkedBytes = event.number("checked_bytes");
      }
      case "started" -> {
        state = State.DOWNLOADING;
        verifiedBytes = event.number("verified_bytes");
        evidence.filter(Evidence::isKilled).ifPresent(kept -> kept.resumed(verifiedBytes));
      }
      case "progress" -> progress(event);
      case "complete", "seeding" -> {
        state = State.SEEDING;
        verifiedBytes = totalBytes;
        downloadRate = 0;
      }
      default -> {}
    }
  }

  private void progress(ChildEvent event) {
    if (state == State.DOWNLOADING) {
      verifiedBytes = Math.max(verifiedBytes, event.number("verified_bytes"));
    }
    downloadRate = event.number("download_rate");
    uploadRate = event.number("upload_rate");
    uploadedBytes = event.number("uploaded_bytes");
    peers = event.number("peers");
  }

  Optional<Evidence> evidence() {
    return evidence;
  }

  String name() {
    return name;
  }

  State state() {
    return state;
  }

  /// Grows with every sign of progress.
  long life() {
    return life;
  }

  long verifiedBytes() {
    return verifiedBytes;
  }

  int verifiedPieces() {
    return verifiedPieces;
  }

  /// Until [#restarted()], what it says are its last words.
  void killed() {
    state = State.KILLED;
    downloadRate = 0;
    uploadRate = 0;
    peers = 0;
  }

  void restarted() {
    evidence.ifPresent(Evidence::killed);
    state = State.STARTING;
  }

  /// @param columns of the terminal
  String row(int columns) {
    String facts = facts();
    int bar = Math.min(30, columns - NAME_COLUMNS - Text.width(facts) - 4);
    String drawn =
        bar < MIN_BAR ? "" : "▕" + Bar.draw(Bar.part(verifiedBytes, totalBytes), bar) + "▏ ";
    return Text.pad(name, NAME_COLUMNS) + drawn + facts;
  }

  private String facts() {
    return switch (state) {
      case STARTING ->
          evidence.isPresent() && evidence.get().isKilled()
              ? "killed with kill -9, starting again"
              : "starting";
      case CHECKING -> "checking what is there, " + Bar.percent(checkedBytes, totalBytes);
      case DOWNLOADING ->
          String.format(
              Locale.ROOT,
              "%s  ↓ %s  ↑ %s  %s",
              Bar.percent(verifiedBytes, totalBytes),
              Rates.print(downloadRate),
              Rates.print(uploadRate),
              counted(peers, "peer"));
      case SEEDING ->
          String.format(
              Locale.ROOT,
              "seeding  ↑ %s  %s sent  %s",
              Rates.print(uploadRate),
              Sizes.print(uploadedBytes),
              counted(peers, "peer"));
      case KILLED -> "killed (kill -9) at " + Bar.percent(verifiedBytes, totalBytes);
    };
  }

  /// `1 peer`, `2 peers`.
  static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /// The same in few words, for a log.
  String words() {
    return name
        + " "
        + switch (state) {
          case STARTING -> "starts";
          case CHECKING -> "checks";
          case DOWNLOADING ->
              Bar.percent(verifiedBytes, totalBytes) + " ↓ " + Rates.print(downloadRate);
          case SEEDING -> "seeds ↑ " + Rates.print(uploadRate);
          case KILLED -> "killed";
        };
  }

  Json event() {
    return Json.event("progress")
        .put("process", name)
        .put("state", state.name().toLowerCase(Locale.ROOT))
        .put("total_bytes", totalBytes)
        .put("verified_bytes", verifiedBytes)
        .put("download_rate", downloadRate)
        .put("upload_rate", uploadRate)
        .put("uploaded_bytes", uploadedBytes)
        .put("peers", peers);
  }
}

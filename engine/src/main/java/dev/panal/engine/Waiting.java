package dev.panal.engine;

import dev.panal.engine.swarm.Outlook;
import java.time.Duration;

/// Says why nothing comes, in one line for people.
final class Waiting {
  private Waiting() {}

  /// @param connected peers that are connected
  /// @param choking how many of them choke us
  /// @param unavailable wanted pieces that none of them has
  /// @param trackers what the trackers say, for the case that nobody is known; may be empty
  static String why(int connected, int choking, int unavailable, Outlook outlook, String trackers) {
    if (connected == 0) {
      return nobody(outlook, trackers);
    }
    String peers = connected == 1 ? "1 peer" : connected + " peers";
    if (unavailable > 0) {
      return "%s connected, but nobody has the %s"
          .formatted(
              peers,
              unavailable == 1 ? "last missing piece" : unavailable + " pieces that are missing");
    }
    if (choking == connected) {
      return peers + " connected, waiting for a free upload slot";
    }
    return peers + " connected, waiting for data";
  }

  private static String nobody(Outlook outlook, String trackers) {
    if (outlook.known() == 0) {
      return trackers.isEmpty() ? "no peers known" : "no peers known; " + trackers;
    }
    StringBuilder text = new StringBuilder();
    text.append(outlook.known() == 1 ? "1 peer known" : outlook.known() + " peers known");
    append(text, outlook.connecting(), "being connected to");
    append(text, outlook.refused(), "refused");
    append(text, outlook.timedOut(), "did not answer");
    append(text, outlook.unreachable(), "unreachable");
    append(text, outlook.lost(), "went away");
    append(text, outlook.banned(), "banned");
    if (outlook.connecting() == 0 && outlook.nextTryNanos() > 0) {
      long seconds = Math.max(1, Duration.ofNanos(outlook.nextTryNanos()).toSeconds());
      text.append("; next try in ").append(seconds).append(" s");
    }
    return text.toString();
  }

  private static void append(StringBuilder text, int count, String what) {
    if (count > 0) {
      text.append(", ").append(count).append(' ').append(what);
    }
  }
}

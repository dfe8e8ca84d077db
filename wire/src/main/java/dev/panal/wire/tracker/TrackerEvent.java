package dev.panal.wire.tracker;

/// Why a client announces.
public enum TrackerEvent {
  /// The interval has passed, or more peers are wanted.
  NONE(0, ""),
  /// The download has become complete, in this session.
  COMPLETED(1, "completed"),
  /// The first announce.
  STARTED(2, "started"),
  /// The client leaves the swarm.
  STOPPED(3, "stopped"),
  /// The client lacks something and wants no more of it: a partial seed (BEP 21).
  PAUSED(4, "paused");

  private final int number;
  private final String word;

  TrackerEvent(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /// The value of the HTTP parameter `event`; empty for [#NONE].
  public String word() {
    return word;
  }

  /// The event of that [#word()]. Words we do not know are [#NONE].
  static TrackerEvent ofWord(String word) {
    return switch (word) {
      case "started" -> STARTED;
      case "completed" -> COMPLETED;
      case "stopped" -> STOPPED;
      case "paused" -> PAUSED;
      default -> NONE;
    };
  }

  /// The number of BEP 15, which ends with 3; 4 is what libtorrent sends.
  int number() {
    return number;
  }

  static TrackerEvent ofNumber(int number) {
    return switch (number) {
      case 1 -> COMPLETED;
      case 2 -> STARTED;
      case 3 -> STOPPED;
      case 4 -> PAUSED;
      default -> NONE;
    };
  }
}

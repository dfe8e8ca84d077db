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
  STOPPED(3, "stopped");

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

  /// The event of that [#word()]. Words we do not know (`paused` of BEP 21, for one) are [#NONE].
  static TrackerEvent ofWord(String word) {
    return switch (word) {
      case "started" -> STARTED;
      case "completed" -> COMPLETED;
      case "stopped" -> STOPPED;
      default -> NONE;
    };
  }

  /// The number of BEP 15.
  int number() {
    return number;
  }

  static TrackerEvent ofNumber(int number) {
    return switch (number) {
      case 1 -> COMPLETED;
      case 2 -> STARTED;
      case 3 -> STOPPED;
      default -> NONE;
    };
  }
}

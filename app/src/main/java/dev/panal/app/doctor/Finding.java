package dev.panal.app.doctor;

/// One line of the report.
///
/// @param says what was seen
/// @param remedy what to do about it; empty if there is nothing to do
record Finding(String topic, Verdict verdict, String says, String remedy) {
  /// What to think of it.
  enum Verdict {
    OK,
    /// Worth knowing, and no fault: a machine may well be like that.
    NOTE,
    /// Something will not work.
    WRONG
  }

  static Finding ok(String topic, String says) {
    return new Finding(topic, Verdict.OK, says, "");
  }

  static Finding note(String topic, String says, String remedy) {
    return new Finding(topic, Verdict.NOTE, says, remedy);
  }

  static Finding wrong(String topic, String says, String remedy) {
    return new Finding(topic, Verdict.WRONG, says, remedy);
  }
}

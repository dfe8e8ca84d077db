package dev.panal.tracker.message;

/// A message as it lies in mailboxes: one object for all of them.
final class Letter {
  /// Objects, strings and entries around the text, generously.
  private static final int OVERHEAD_BYTES = 300;

  final Message message;
  final Site site;
  final long arrivedNanos;

  /// Who still needs it: mailboxes, and the list of recent messages.
  int holders;

  Letter(Message message, long arrivedNanos) {
    this.message = message;
    this.site = Site.of(message.sender().address());
    this.arrivedNanos = arrivedNanos;
  }

  long sequence() {
    return message.sequence();
  }

  /// Two bytes a character, as strings take them at worst.
  long bytes() {
    return bytes(message.text());
  }

  static long bytes(String text) {
    return OVERHEAD_BYTES + 2L * text.length();
  }
}

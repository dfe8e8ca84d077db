package dev.panal.tracker.message;

/// A message as it lies in mailboxes: one object for all of them.
final class Letter {
  /// Objects, strings and entries around the text, generously.
  private static final int OVERHEAD_BYTES = 300;

  /// As it is handed out.
  final Message message;

  /// As it was sent: the same, but for its number where that came too late.
  final Message original;

  final Site site;
  final long arrivedNanos;

  /// Whether it is not to be handed out yet, nor what comes after it.
  boolean held;

  /// Who still needs it: mailboxes, and the list of recent messages.
  int holders;

  Letter(Message message, long arrivedNanos) {
    this(message, message, arrivedNanos);
  }

  private Letter(Message message, Message original, long arrivedNanos) {
    this.message = message;
    this.original = original;
    this.site = Site.of(message.sender().address());
    this.arrivedNanos = arrivedNanos;
  }

  Letter renumbered(long sequence) {
    Message now =
        new Message(
            sequence, message.sentMillis(), message.sender(), message.audience(), message.text());
    return new Letter(now, original, arrivedNanos);
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

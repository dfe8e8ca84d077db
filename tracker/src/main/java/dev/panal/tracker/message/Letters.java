package dev.panal.tracker.message;

import java.util.ArrayList;
import java.util.List;

/// All letters that somebody still needs, and the last ones for whoever looks at the tracker.
final class Letters {
  private final RelayConfig config;
  private final MessageJournal journal;

  /// By growing sequence numbers.
  private final List<Letter> recent = new ArrayList<>();

  private long keptBytes;

  Letters(RelayConfig config, MessageJournal journal) {
    this.config = config;
    this.journal = journal;
  }

  /// Whether there is room for a text.
  boolean fits(String text) {
    return keptBytes + Letter.bytes(text) <= config.maxKeptBytes();
  }

  /// A letter with a holder, who is to release it.
  Letter take(Letter letter) {
    keptBytes += letter.bytes();
    letter.holders++;
    return letter;
  }

  void release(Letter letter) {
    letter.holders--;
    if (letter.holders == 0 && !letter.message.text().isEmpty()) {
      keptBytes -= letter.bytes();
      journal.remove(letter.original.sequence());
    }
  }

  void releaseAll(List<Letter> letters) {
    letters.forEach(this::release);
  }

  /// Once, however often.
  void remember(Letter letter) {
    int place = recent.size();
    while (place > 0 && recent.get(place - 1).sequence() >= letter.sequence()) {
      place--;
    }
    if (place < recent.size() && recent.get(place).sequence() == letter.sequence()) {
      return;
    }
    Message message = letter.message;
    Letter seen = message.open() ? letter : new Letter(message.envelope(), letter.arrivedNanos);
    recent.add(place, seen);
    seen.holders++;
    if (recent.size() > config.recent()) {
      release(recent.removeFirst());
    }
  }

  /// The last ones, oldest first: those to one peer without their text.
  List<Letter> recent() {
    return List.copyOf(recent);
  }
}

package dev.panal.app.tracker.message;

import dev.panal.tracker.message.MessageJournal;
import dev.panal.tracker.message.MessageRelay;

/// Whoever carries what a relay keeps to other trackers.
public interface JournalSharing {
  /// Nobody: a tracker alone.
  JournalSharing NONE =
      new JournalSharing() {
        @Override
        public MessageJournal over(MessageJournal local, MessageJournal.Kept kept) {
          return local;
        }

        @Override
        public void begin(MessageRelay relay) {}
      };

  /// A journal that keeps all in `local`, too.
  ///
  /// @param kept what `local` has from before
  MessageJournal over(MessageJournal local, MessageJournal.Kept kept);

  /// The relay of that journal is there: it may hear what others know.
  void begin(MessageRelay relay);
}

package dev.panal.app.tracker.policy;

import dev.panal.wire.InfoHash;
import java.util.Set;

/// Lists and passkeys that several trackers have in common: of each list the newest holds, and all
/// passkeys that were added anywhere and not removed since.
public interface PolicySharing {
  /// A tracker alone.
  PolicySharing NONE =
      new PolicySharing() {
        @Override
        public Set<InfoHash> newest(String name, long modifiedMillis, Set<InfoHash> ours) {
          return ours;
        }

        @Override
        public void passkeys(Passkeys ours) {}

        @Override
        public long news() {
          return 0;
        }

        @Override
        public void onNews(Runnable listener) {}
      };

  /// The newest list of this name: ours, which the others learn of, or that of another tracker.
  ///
  /// @param modifiedMillis when ours was written
  Set<InfoHash> newest(String name, long modifiedMillis, Set<InfoHash> ours);

  /// Tells the others what has changed in `ours`, and keeps in them what changes elsewhere.
  void passkeys(Passkeys ours);

  /// Another number than before if something has changed elsewhere.
  long news();

  /// `listener` hears of the next changes elsewhere, too; it must be quick.
  void onNews(Runnable listener);
}

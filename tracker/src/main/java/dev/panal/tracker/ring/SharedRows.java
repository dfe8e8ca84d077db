package dev.panal.tracker.ring;

import dev.panal.io.Completion;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/// Small things that all nodes of a ring keep, each on its own disk: what is hosted, messages,
/// lists. Of two rows with one name the one with the higher version holds, also where it says that
/// the thing is gone; so nodes may meet in any order, after any time.
public interface SharedRows {
  /// A row is in the memory of every node.
  int MAX_VALUE_BYTES = 1 << 20;

  /// Offers a row to all nodes. May be called from any thread.
  ///
  /// @param completion on the tracker's loop: done once all nodes that are there have it or a newer
  ///   one
  void put(Row row, Completion<Row> completion);

  /// Hears of every row of a table that becomes the newest here, whoever has put it; at once of
  /// those that are here already. Called on threads of the engine, which may wait for a disk.
  void listen(String table, Consumer<Row> listener);

  /// Forgets here that rows of a table are gone, which has to be remembered only for as long as
  /// somebody may come who still has them. The other nodes do so on their own. May be called from
  /// any thread, and wait.
  ///
  /// @param before versions below this are forgotten
  void forgetGone(String table, long before);

  /// @param version higher than that of the row it replaces: milliseconds since 1970 are, mostly
  /// @param value empty if it is gone
  record Row(String table, String key, long version, Optional<byte[]> value) {
    public Row {
      if (value.isPresent() && value.get().length > MAX_VALUE_BYTES) {
        throw new IllegalArgumentException(
            table + " " + key + ": " + value.get().length + " bytes are too many for a row");
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Row row
          && table.equals(row.table)
          && key.equals(row.key)
          && version == row.version
          && Arrays.equals(value.orElse(null), row.value.orElse(null));
    }

    @Override
    public int hashCode() {
      return key.hashCode() * 31 + Long.hashCode(version);
    }
  }
}

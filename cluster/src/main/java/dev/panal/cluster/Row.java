package dev.panal.cluster;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One row that all nodes share.
///
/// @param version a newer row has a higher one
/// @param value nothing if the row is deleted: that, too, must be remembered, or an old copy would
///   bring it back
public record Row(String table, String key, long version, Optional<byte[]> value) {
  /// Rows are held in memory by every node and sent in one message.
  public static final int MAX_VALUE_BYTES = 1 << 20;

  /// Names, info-hashes, addresses.
  public static final int MAX_KEY_CHARACTERS = 512;

  public Row {
    if (table.isEmpty() || table.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("no name of a table: '" + table + "'");
    }
    if (table.length() + key.length() > MAX_KEY_CHARACTERS) {
      throw new IllegalArgumentException(
          "table and key have "
              + (table.length() + key.length())
              + " characters, more than "
              + MAX_KEY_CHARACTERS);
    }
    value
        .filter(bytes -> bytes.length > MAX_VALUE_BYTES)
        .ifPresent(bytes -> {
          throw new IllegalArgumentException(
              "a row of " + bytes.length + " bytes, more than " + MAX_VALUE_BYTES);
        });
  }

  /// What it is known by among all rows.
  String name() {
    return table + '\0' + key;
  }

  /// By version; of two with the same version every node must prefer the same: the deleted one,
  /// then the one whose bytes are greater.
  boolean isNewerThan(Row other) {
    if (version != other.version) {
      return version > other.version;
    }
    if (value.isEmpty() || other.value.isEmpty()) {
      return value.isEmpty() && other.value.isPresent();
    }
    return Arrays.compareUnsigned(value.get(), other.value.get()) > 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Row row
        && table.equals(row.table)
        && key.equals(row.key)
        && version == row.version
        && Arrays.equals(value.orElse(null), row.value.orElse(null));
  }

  @Override
  public int hashCode() {
    return name().hashCode() * 31 + Long.hashCode(version);
  }

  @Override
  public String toString() {
    return table + "/" + key + " version " + version + (value.isEmpty() ? ", deleted" : "");
  }
}

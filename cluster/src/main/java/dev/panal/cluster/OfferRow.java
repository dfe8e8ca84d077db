package dev.panal.cluster;

import java.util.function.Function;
import org.infinispan.functional.EntryView.ReadWriteEntryView;

/// Puts a row where it is newer than what is there.
final class OfferRow implements Function<ReadWriteEntryView<String, Row>, Boolean> {
  private final Row row;
  private final SharedRows rows;

  OfferRow(Row row, SharedRows rows) {
    this.row = row;
    this.rows = rows;
  }

  Row row() {
    return row;
  }

  @Override
  public Boolean apply(ReadWriteEntryView<String, Row> entry) {
    rows.hear(row);
    boolean newer = entry.find().map(row::isNewerThan).orElse(true);
    if (newer) {
      entry.set(row);
    }
    return newer;
  }
}

package dev.panal.cluster;

import dev.panal.io.Completion;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import java.util.function.Consumer;

/// The ring's rows, as a tracker sees them.
final class TrackerRows implements dev.panal.tracker.ring.SharedRows {
  private final SharedRows rows;

  TrackerRows(SharedRows rows) {
    this.rows = rows;
  }

  @Override
  public void put(Row row, Completion<Row> completion) {
    rows.offer(
        new dev.panal.cluster.Row(row.table(), row.key(), row.version(), row.value()),
        result -> {
          switch (result) {
            case Result.Done<Void> _ -> completion.accept(Result.done(row));
            case Result.Failed<Void>(Failure failure) ->
                completion.accept(new Result.Failed<>(failure));
          }
        });
  }

  @Override
  public void forgetGone(String table, long before) {
    rows.forgetDeleted(table, before);
  }

  @Override
  public void listen(String table, Consumer<Row> listener) {
    rows.onRow(row -> {
      if (row.table().equals(table)) {
        listener.accept(new Row(row.table(), row.key(), row.version(), row.value()));
      }
    });
  }
}

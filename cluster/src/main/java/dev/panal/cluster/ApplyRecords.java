package dev.panal.cluster;

import dev.panal.tracker.ring.Replica;
import java.util.function.BiFunction;
import org.infinispan.functional.EntryView.ReadWriteEntryView;
import org.jspecify.annotations.Nullable;

/// Has the tracker of the node on which it runs apply records. It travels without the tracker:
/// whoever unmarshals it puts in their own.
final class ApplyRecords
    implements BiFunction<byte[], ReadWriteEntryView<Integer, Bucket>, @Nullable Void> {
  private final Replica replica;

  ApplyRecords(Replica replica) {
    this.replica = replica;
  }

  @Override
  public @Nullable Void apply(byte[] records, ReadWriteEntryView<Integer, Bucket> entry) {
    int bucket = entry.key();
    replica.apply(bucket, records);
    // Always: what does not change, Infinispan does not pass on to the other owners.
    entry.set(new Bucket(bucket));
    return null;
  }
}

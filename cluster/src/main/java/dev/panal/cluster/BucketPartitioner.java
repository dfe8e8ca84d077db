package dev.panal.cluster;

import dev.panal.tracker.ring.Buckets;
import org.infinispan.distribution.ch.KeyPartitioner;

/// Bucket and segment are the same number, so a segment has exactly one entry. Public because
/// Infinispan makes it by reflection.
@SuppressWarnings("exports") // for Infinispan only
public final class BucketPartitioner implements KeyPartitioner {
  /// For Infinispan.
  public BucketPartitioner() {}

  @Override
  public int getSegment(Object key) {
    return key instanceof Integer bucket ? Math.floorMod(bucket, Buckets.COUNT) : 0;
  }
}

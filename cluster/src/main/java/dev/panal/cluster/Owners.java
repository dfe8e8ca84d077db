package dev.panal.cluster;

import dev.panal.tracker.ring.Buckets;
import java.util.ArrayList;
import java.util.List;
import org.infinispan.distribution.DistributionInfo;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.remoting.transport.Address;
import org.infinispan.topology.CacheTopology.Phase;

/// Who owns which bucket at one moment; never changed, but replaced.
final class Owners {
  /// Each bucket's nodes: so any two may die at once.
  static final int COPIES = 3;

  static final Owners NONE = new Owners();

  private final int topology;
  private final List<Address> members;
  private final boolean[] held = new boolean[Buckets.COUNT];
  private final boolean[] led = new boolean[Buckets.COUNT];
  private final List<List<Address>> readers = new ArrayList<>();
  private final List<List<Address>> writers = new ArrayList<>();
  private final List<List<Address>> next = new ArrayList<>();
  private final boolean moving;

  private Owners() {
    topology = -1;
    members = List.of();
    moving = true;
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      readers.add(List.of());
      writers.add(List.of());
      next.add(List.of());
    }
  }

  Owners(LocalizedCacheTopology now) {
    topology = now.getTopologyId();
    members = List.copyOf(now.getMembers());
    moving = now.getPhase() != Phase.NO_REBALANCE || now.getPendingCH() != null;
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      DistributionInfo segment = now.getSegmentDistribution(bucket);
      held[bucket] = segment.isReadOwner();
      led[bucket] = segment.isPrimary() && segment.isReadOwner();
      readers.add(List.copyOf(segment.readOwners()));
      writers.add(List.copyOf(segment.writeOwners()));
      next.add(
          now.getPendingCH() == null
              ? List.of()
              : List.copyOf(now.getPendingCH().locateOwnersForSegment(bucket)));
    }
  }

  int topology() {
    return topology;
  }

  List<Address> members() {
    return members;
  }

  boolean holds(int bucket) {
    return held[bucket];
  }

  boolean leads(int bucket) {
    return led[bucket];
  }

  /// In order: the first leads.
  List<Address> of(int bucket) {
    return readers.get(bucket);
  }

  /// Those that will hold it when nothing moves any more; empty if nothing moves.
  List<Address> next(int bucket) {
    return next.get(bucket);
  }

  /// Those and the ones that are about to hold it.
  List<Address> writers(int bucket) {
    return writers.get(bucket);
  }

  /// Whether buckets are on their way to new owners.
  boolean moving() {
    return moving;
  }

  /// Whether every bucket is where it should be.
  ///
  /// @param nodes how many the ring has
  boolean settled(int nodes) {
    if (moving || members.size() != nodes) {
      return false;
    }
    int wanted = Math.min(COPIES, nodes);
    return readers.stream().allMatch(owners -> owners.size() >= wanted);
  }
}

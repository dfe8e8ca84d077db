package dev.panal.app.tracker.ring;

import dev.panal.tracker.ring.Buckets;
import dev.panal.tracker.ring.RingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A ring at one moment, as one of its nodes sees it.
///
/// @param ring its name
/// @param node the name of the node whose view this is
/// @param settled whether no bucket moves
/// @param lagMillis how old the oldest record is that some owner does not have yet; 0 if all have
///   all
/// @param lostBatches how many batches of records were given up since this node started
/// @param nodes those that are in the ring now
/// @param buckets one for each of the [Buckets], in their order
public record RingView(
    String ring,
    String node,
    RingMode mode,
    boolean settled,
    long lagMillis,
    long lostBatches,
    List<Member> nodes,
    List<Bucket> buckets) {

  public RingView {
    nodes = List.copyOf(nodes);
    buckets = List.copyOf(buckets);
    if (buckets.size() != Buckets.COUNT) {
      throw new IllegalArgumentException("a view of " + buckets.size() + " buckets");
    }
    for (Bucket bucket : buckets) {
      bucket.owners().forEach(nodes::get);
      bucket.next().forEach(nodes::get);
    }
  }

  /// A node. What it says of itself may be anything.
  ///
  /// @param url where its page is, if that is known
  /// @param here whether it is the node whose view this is
  /// @param swarms that it holds, if that is known
  /// @param peers that it holds, if that is known
  public record Member(
      String name, Optional<String> url, boolean here, OptionalLong swarms, OptionalLong peers) {}

  /// Who has a bucket.
  ///
  /// @param owners indexes into the nodes: the owner, its successor, and the successor's successor;
  ///   fewer if there are not that many
  /// @param next the owners to be, in the same way; empty if the bucket stays where it is
  public record Bucket(List<Integer> owners, List<Integer> next) {
    public Bucket {
      owners = List.copyOf(owners);
      next = List.copyOf(next);
    }

    /// One that stays where it is.
    public static Bucket still(List<Integer> owners) {
      return new Bucket(owners, List.of());
    }

    public boolean moves() {
      return !next.isEmpty();
    }
  }

  /// The bucket `index`, as names of its owners.
  public List<String> owners(int index) {
    return names(buckets.get(index).owners());
  }

  /// The bucket `index`, as names of its owners to be; empty if it stays where it is.
  public List<String> next(int index) {
    return names(buckets.get(index).next());
  }

  private List<String> names(List<Integer> indexes) {
    return indexes.stream().map(index -> nodes.get(index).name()).toList();
  }
}

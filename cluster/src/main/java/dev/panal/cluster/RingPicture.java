package dev.panal.cluster;

import java.util.List;

/// The ring at one moment, as one of its nodes sees it.
///
/// @param nodes in the order in which they joined
/// @param owners for each bucket the nodes that hold it, as indexes of `nodes`; the first leads
/// @param next the same for what it will be when nothing moves any more; a bucket that stays where
///   it is has none
/// @param settled whether every bucket has all its copies and none is on its way
public record RingPicture(
    String ring,
    List<Node> nodes,
    List<List<Integer>> owners,
    List<List<Integer>> next,
    boolean settled) {
  /// @param name as it was configured
  /// @param address where other nodes connect to; empty if not known here
  /// @param holds how many buckets it holds
  /// @param leads of how many it is the first owner
  /// @param self whether that is the node that made the picture
  public record Node(String name, String address, int holds, int leads, boolean self) {}

  public RingPicture {
    nodes = List.copyOf(nodes);
    owners = owners.stream().map(List::copyOf).toList();
    next = next.stream().map(List::copyOf).toList();
  }
}

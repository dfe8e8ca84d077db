package dev.panal.tracker.ring;

import dev.panal.io.Completion;
import java.util.Map;

/// The other trackers of a ring, as one of them sees them. To be called on the tracker's loop only;
/// completions arrive there. Nothing here blocks.
public interface Ring {
  /// So many nodes have each bucket, where there are so many: any two may die at once.
  int OWNERS = 3;

  /// Nodes of the ring that are there, this one among them.
  int nodes();

  /// Whether this node is an owner of the bucket and has all of it, so that it may answer of its
  /// own. Asked for every announce.
  boolean holds(int bucket);

  /// Whether this node is the first of the bucket's owners: the one that speaks for it where one
  /// voice is enough.
  boolean leads(int bucket);

  /// Has each batch of records applied ([Replica#apply]) by every owner of its bucket.
  ///
  /// @param batches by bucket; not changed by anybody from now on
  /// @param completion done when all owners have all of it. Failed if that is not known: then the
  ///   same may be sent again
  void replicate(Map<Integer, byte[]> batches, Completion<Void> completion);

  /// Asks another node that is an owner of the bucket ([Replica#answer]).
  ///
  /// @param attempt how often this question has failed before; another owner is asked each time
  /// @param question handed over
  void ask(int bucket, int attempt, byte[] question, Completion<byte[]> completion);

  /// Tells all other nodes ([Replica#hear]); who is not reached has missed it.
  ///
  /// @param news handed over
  void tell(byte[] news);

  /// What all nodes of the ring know and nobody else does: at least 32 bytes, the same on every
  /// node, derived from what its members share.
  byte[] secret();
}

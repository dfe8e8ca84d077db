package dev.panal.tracker.ring;

import java.util.function.Consumer;

/// A tracker, as the engine sees it that keeps a ring together. May be called from any thread;
/// receivers are called on the tracker's loop and must not block it.
///
/// What is asked for is done in the order in which it was asked for: so a copy has the records that
/// were applied before.
public interface Replica {
  /// Applies records of other nodes, and of this one, which know what they have applied already.
  ///
  /// @throws IllegalStateException if too much waits to be applied here: to be sent again later
  void apply(int bucket, byte[] records);

  /// Joins what another node knows of a bucket with what is known here.
  ///
  /// @param state from [#copy]; of another node
  void absorb(int bucket, byte[] state);

  /// All that is known of a bucket, for [#absorb] elsewhere.
  void copy(int bucket, Consumer<byte[]> receiver);

  /// This node is no owner of the bucket any more and need not remember it.
  void forget(int bucket);

  /// Answers what another node asks because it is no owner of the bucket.
  ///
  /// @param question of [Ring#ask]; malformed ones, too, get an answer
  void answer(byte[] question, Consumer<byte[]> receiver);

  /// Hears what another node tells all.
  void hear(byte[] news);
}

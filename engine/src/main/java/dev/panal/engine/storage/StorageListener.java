package dev.panal.engine.storage;

import dev.panal.io.Failure;
import java.util.List;

/// What a [Storage] tells its torrent, on the loop, never inside a call of the torrent.
public interface StorageListener {
  /// The piece is right and its writes have returned: it may be announced and served.
  void pieceVerified(int piece);

  /// The piece was complete and does not match its hash. All its blocks are gone; it may be asked
  /// for again at once.
  void pieceFailed(int piece);

  /// The disk does not do what it must (full, gone, not permitted). Storage takes no blocks from
  /// now on until [Storage#resume(dev.panal.io.Completion)]; verified pieces can still be read.
  /// Told once for each suspension.
  ///
  /// @param lost pieces of which blocks had been accepted and are gone; to be had again after the
  ///   resumption
  void suspended(Failure failure, List<Integer> lost);

  /// A verified piece could not be read for a peer: its file was cut, changed or removed. What is
  /// there should be checked ([CheckScope#ALL]). Told once for each failed read of the disk.
  void readFailed(int piece, Failure failure);
}

package dev.panal.engine.storage;

import dev.panal.io.Failure;
import java.nio.ByteBuffer;

/// Who reads a range for a peer.
public interface BlockReceiver {
  /// The bytes, read only, are valid until `release` is run, which the receiver must do exactly
  /// once. The buffer is the receiver's own, so that its position is free to move.
  void block(ByteBuffer bytes, Runnable release);

  void failed(Failure failure);
}

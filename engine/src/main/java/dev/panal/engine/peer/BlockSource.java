package dev.panal.engine.peer;

import dev.panal.io.Failure;
import java.nio.ByteBuffer;

/// Where the bytes come from that we send to peers.
public interface BlockSource {
  /// Whether these bytes are verified and on the disk.
  boolean has(int piece);

  /// Reads a range of a piece that we have. The outcome arrives in a later turn or in this call.
  void read(int piece, int begin, int length, Receiver receiver);

  /// Who asked for a range.
  interface Receiver {
    /// The bytes stay valid until `release` is run, which the receiver must do exactly once.
    void block(ByteBuffer bytes, Runnable release);

    void failed(Failure failure);
  }
}

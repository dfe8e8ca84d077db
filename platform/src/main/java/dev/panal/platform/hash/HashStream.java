package dev.panal.platform.hash;

import java.nio.ByteBuffer;

/// Bytes to be hashed, in stretches, and whoever waits for their digest.
public interface HashStream {
  /// The next bytes, in direct memory that stays as it is until the next call; none left
  /// ([ByteBuffer#hasRemaining()] is false) at the end. A stream that cannot go on ends early, and
  /// remembers why.
  ///
  /// @param scratch empty direct memory of [Hasher#SCRATCH_BYTES] that the stream may use for it;
  ///   the same in all calls. Streams that fill it whenever they can are hashed in step.
  ByteBuffer next(ByteBuffer scratch);

  /// The digest of all that was given. Called once, at the end.
  void digest(byte[] digest);
}

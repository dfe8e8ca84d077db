package dev.panal.io;

import java.nio.ByteBuffer;

/// A stretch of memory on loan: one owner at a time, and the last owner gives it back.
///
/// Handing a lease to a port (a disk write, say) hands over the ownership; the port's documentation
/// says when it comes back. Taken and released on the loop only.
public interface Lease {
  /// The memory, always the same object, so that position and limit are the owner's to set. Not to
  /// be touched after [#release()].
  ByteBuffer buffer();

  /// Gives the memory back. A second release is a bug and throws [IllegalStateException].
  void release();
}

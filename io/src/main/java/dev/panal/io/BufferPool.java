package dev.panal.io;

/// Reusable direct memory. Belongs to one loop.
public interface BufferPool {
  /// A buffer with position 0 and limit `size` (its capacity may be larger); the content is
  /// undefined.
  ///
  /// @throws IllegalArgumentException if `size` is not positive
  Lease take(int size);

  /// Bytes on loan at the moment; 0 when everybody has given back what they took.
  long onLoanBytes();
}

package dev.panal.platform.hash;

import dev.panal.platform.hash.x86.LaneCode;
import dev.panal.platform.hash.x86.Lanes;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/// Hashes blocks of one length that lie end to end, side by side.
///
/// They all begin and end together, so their padding is the same, and nothing has to be kept of any
/// of them: a block of 64 bytes costs little more than its hashing.
final class BlockHasher {
  private final Lanes lanes;
  private final ByteBuffer padding = ByteBuffer.allocateDirect(Lanes.BLOCK_BYTES);
  private final long paddingAddress = MemorySegment.ofBuffer(padding).address();

  BlockHasher(LaneCode code) {
    lanes = new Lanes(code);
    padding.put(0, (byte) 0x80); // FIPS 180-4, section 5.1.1
  }

  /// @param blocks direct memory, its remaining bytes no more blocks than there are lanes
  /// @param blockLength a multiple of [Lanes#BLOCK_BYTES]
  /// @param digests receives them, from `at` on
  void hash(ByteBuffer blocks, int blockLength, byte[] digests, int at) {
    try {
      int count = blocks.remaining() / blockLength;
      long address = MemorySegment.ofBuffer(blocks).address();
      lanes.startAll();
      lanes.from(address, blockLength, count);
      lanes.compress(blockLength / Lanes.BLOCK_BYTES);
      padding.putLong(Lanes.BLOCK_BYTES - Long.BYTES, (long) blockLength * Byte.SIZE);
      lanes.from(paddingAddress, 0, count);
      lanes.compress(1);
      lanes.digests(count, digests, at);
    } finally {
      Reference.reachabilityFence(blocks);
    }
  }
}

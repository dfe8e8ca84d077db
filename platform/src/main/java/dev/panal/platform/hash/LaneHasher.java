package dev.panal.platform.hash;

import dev.panal.platform.hash.x86.LaneCode;
import dev.panal.platform.hash.x86.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Hashes streams of any length side by side.
///
/// In each step every lane takes as many blocks of 64 bytes as the lane that has fewest in one
/// place. What is left of a stretch when no whole block is, moves to a small buffer of the lane,
/// where the next stretch, or the padding, completes it. A stream that ends makes room for the next
/// one; when there is none, its lane reads along with another.
final class LaneHasher {
  private static final int BLOCK = Lanes.BLOCK_BYTES;

  /// The rest of a block, and the padding, which may need a block more.
  private static final int TAIL_BYTES = 2 * BLOCK;

  /// Behind the message stand its length in bits (8 bytes) and at least one more byte.
  private static final int LENGTH_BYTES = 8;

  /// A one and zeros.
  private static final byte[] PADDING = new byte[TAIL_BYTES];

  static {
    PADDING[0] = (byte) 0x80;
  }

  /// Between the scratch buffers of two lanes: without it they would all use the same few lines of
  /// the cache.
  private static final int SKEW_BYTES = 5 * BLOCK;

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final Lanes lanes;
  private final List<Lane> all = new ArrayList<>();

  LaneHasher(LaneCode code) {
    lanes = new Lanes(code);
    int count = lanes.count();
    Arena arena = Arena.ofAuto();
    int room = Hasher.SCRATCH_BYTES + SKEW_BYTES;
    MemorySegment scratch = arena.allocate((long) count * room, BLOCK);
    ByteBuffer tails = ByteBuffer.allocateDirect(count * TAIL_BYTES);
    for (int i = 0; i < count; i++) {
      all.add(
          new Lane(
              i,
              scratch.asSlice((long) i * room, Hasher.SCRATCH_BYTES).asByteBuffer(),
              tails.slice(i * TAIL_BYTES, TAIL_BYTES)));
    }
  }

  int count() {
    return lanes.count();
  }

  /// Hashes these, and what `more` gives as soon as there is room, until it gives null.
  ///
  /// @param first no more than there are lanes
  void hash(List<? extends HashStream> first, Supplier<? extends @Nullable HashStream> more) {
    for (int i = 0; i < all.size(); i++) {
      if (i < first.size()) {
        all.get(i).start(first.get(i));
      }
    }
    while (step(more)) {}
  }

  /// @return false when no lane has anything left
  private boolean step(Supplier<? extends @Nullable HashStream> more) {
    long blocks = Long.MAX_VALUE;
    long anywhere = 0;
    for (Lane lane : all) {
      lane.supply(more);
      if (lane.blocks > 0) {
        blocks = Math.min(blocks, lane.blocks);
        anywhere = lane.address;
      }
    }
    if (anywhere == 0) {
      return false;
    }
    for (Lane lane : all) {
      lanes.from(lane.index, lane.blocks > 0 ? lane.address : anywhere);
    }
    lanes.compress(blocks);
    for (Lane lane : all) {
      if (lane.blocks > 0) {
        lane.took(blocks);
      }
    }
    return true;
  }

  /// One of the streams that are hashed now.
  private final class Lane {
    private final int index;
    private final ByteBuffer scratch;
    private final ByteBuffer tail;
    private final long tailAddress;
    private @Nullable HashStream stream;
    private ByteBuffer stretch = NOTHING;
    private int tailBytes;
    private long length;
    private boolean padded;

    /// Whole blocks that can be hashed where they are.
    private long blocks;

    private long address;

    Lane(int index, ByteBuffer scratch, ByteBuffer tail) {
      this.index = index;
      this.scratch = scratch;
      this.tail = tail.order(ByteOrder.BIG_ENDIAN);
      this.tailAddress = MemorySegment.ofBuffer(tail).address();
    }

    void start(HashStream next) {
      stream = next;
      stretch = NOTHING;
      tailBytes = 0;
      length = 0;
      padded = false;
      lanes.start(index);
    }

    void took(long count) {
      blocks -= count;
      address += count * BLOCK;
    }

    /// Sees to it that there is a block, or nothing to do at all.
    void supply(Supplier<? extends @Nullable HashStream> more) {
      while (blocks == 0 && stream != null) {
        if (padded) {
          finish(more);
        } else {
          advance(stream);
        }
      }
    }

    private void advance(HashStream from) {
      if (!stretch.hasRemaining()) {
        stretch = from.next(scratch.clear());
        length += stretch.remaining();
        if (!stretch.hasRemaining()) {
          pad();
          return;
        }
      }
      if (tailBytes == 0 && stretch.remaining() >= BLOCK) {
        blocks = stretch.remaining() / BLOCK;
        address = MemorySegment.ofBuffer(stretch).address();
        stretch.position(stretch.position() + (int) blocks * BLOCK);
        return;
      }
      int count = Math.min(BLOCK - tailBytes, stretch.remaining());
      tail.put(tailBytes, stretch, stretch.position(), count);
      stretch.position(stretch.position() + count);
      tailBytes += count;
      if (tailBytes == BLOCK) {
        fromTail();
      }
    }

    private void pad() {
      int end =
          tailBytes + 1 + LENGTH_BYTES <= BLOCK ? BLOCK : TAIL_BYTES; // FIPS 180-4, section 5.1.1
      tail.put(tailBytes, PADDING, 0, end - tailBytes);
      tail.putLong(end - LENGTH_BYTES, length * Byte.SIZE);
      tailBytes = end;
      padded = true;
      fromTail();
    }

    private void fromTail() {
      address = tailAddress;
      blocks = tailBytes / BLOCK;
      tailBytes = 0;
    }

    private void finish(Supplier<? extends @Nullable HashStream> more) {
      HashStream finished = stream;
      stream = null;
      stretch = NOTHING;
      if (finished != null) {
        finished.digest(lanes.digest(index));
      }
      HashStream next = more.get();
      if (next != null) {
        start(next);
      }
    }
  }
}

package dev.panal.platform.hash.x86;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/// Streams that are hashed side by side by one [LaneCode]. In the hands of one thread at a time.
///
/// All lanes take the same number of blocks in a step. A lane that has nothing to do reads what it
/// is told to read, like the others, and its state is of no use afterwards.
public final class Lanes {
  /// Bytes that are hashed at once; what is hashed is padded to a multiple of it.
  public static final int BLOCK_BYTES = 64;

  private static final int ALIGNMENT = 64;
  private static final int QUARTER_BYTES = 16;
  private static final int WORD_BYTES = 4;
  private static final int ROW_WORDS = Context.ROW_BYTES / WORD_BYTES;

  private final LaneCode code;
  private final int[] initial;
  private final ByteBuffer context = aligned(Context.BYTES);

  /// The state of all lanes before the first block.
  private final ByteBuffer beginning;

  private final ByteBuffer addresses;
  private final IntBuffer state;
  private final int[] words;
  private final LongBuffer places;
  private final long[] allPlaces;
  private final long contextAddress = address(context);
  private final long addressesAddress;

  public Lanes(LaneCode code) {
    this.code = code;
    addresses = aligned(code.lanes() * Long.BYTES);
    addressesAddress = address(addresses);
    int[] constants =
        switch (code.algorithm()) {
          case SHA1 -> Sha1Kernel.CONSTANTS;
          case SHA256 -> Sha256Kernel.CONSTANTS;
        };
    initial =
        switch (code.algorithm()) {
          case SHA1 -> Sha1Kernel.INITIAL;
          case SHA256 -> Sha256Kernel.INITIAL;
        };
    for (int i = 0; i < constants.length; i++) {
      for (int lane = 0; lane < code.lanes(); lane++) {
        context.putInt(word(Context.CONSTANTS, i, lane), constants[i]);
      }
    }
    words = new int[initial.length * ROW_WORDS];
    state =
        context
            .slice(Context.STATE, words.length * WORD_BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
    allPlaces = new long[code.lanes()];
    places = addresses.asLongBuffer();
    beginning = ByteBuffer.allocateDirect(initial.length * Context.ROW_BYTES);
    for (int lane = 0; lane < code.lanes(); lane++) {
      start(lane);
    }
    beginning.put(0, context, Context.STATE, beginning.capacity());
    // The bytes of each word in reverse, within every quarter.
    for (int i = 0; i < Context.ROW_BYTES; i++) {
      context.put(Context.BYTE_ORDER + i, (byte) (i % QUARTER_BYTES ^ 3));
    }
  }

  public int count() {
    return code.lanes();
  }

  /// A new stream begins in this lane.
  public void start(int lane) {
    for (int i = 0; i < initial.length; i++) {
      context.putInt(word(Context.STATE, i, lane), initial[i]);
    }
  }

  /// A new stream begins in every lane.
  public void startAll() {
    context.put(Context.STATE, beginning, 0, beginning.capacity());
  }

  /// Where the lane reads in the next [#compress(long)].
  ///
  /// @param address of native memory that stays readable meanwhile; for all lanes, also those that
  ///   have nothing to do
  public void from(int lane, long address) {
    addresses.putLong(lane * Long.BYTES, address);
  }

  /// The first `count` lanes read at `first`, and each `step` bytes behind the one before it; the
  /// others with the last of them.
  public void from(long first, int step, int count) {
    for (int lane = 0; lane < allPlaces.length; lane++) {
      allPlaces[lane] = first + (long) Math.min(lane, count - 1) * step;
    }
    places.put(0, allPlaces);
  }

  /// Hashes `blocks` blocks of 64 bytes of every lane.
  public void compress(long blocks) {
    if (blocks > 0) {
      try {
        code.run(contextAddress, addressesAddress, blocks);
      } finally {
        Reference.reachabilityFence(this);
      }
    }
  }

  /// The state of a lane, which is the digest once all blocks, with the padding, were hashed.
  public byte[] digest(int lane) {
    ByteBuffer digest =
        ByteBuffer.allocate(initial.length * WORD_BYTES).order(ByteOrder.BIG_ENDIAN);
    for (int i = 0; i < initial.length; i++) {
      digest.putInt(context.getInt(word(Context.STATE, i, lane)));
    }
    return digest.array();
  }

  /// The digests of the first `count` lanes, end to end from `at` on. Memory is read in one go: the
  /// compiler that a short run has makes a call of each word.
  public void digests(int count, byte[] digests, int at) {
    state.get(0, words);
    int to = at;
    for (int lane = 0; lane < count; lane++) {
      for (int i = 0; i < initial.length; i++) {
        int word = words[i * ROW_WORDS + lane];
        digests[to] = (byte) (word >>> 24);
        digests[to + 1] = (byte) (word >>> 16);
        digests[to + 2] = (byte) (word >>> 8);
        digests[to + 3] = (byte) word;
        to += WORD_BYTES;
      }
    }
  }

  private static int word(int offset, int row, int lane) {
    return offset + row * Context.ROW_BYTES + lane * WORD_BYTES;
  }

  private static ByteBuffer aligned(int bytes) {
    // An aligned slice ends at a multiple, too: what it needs, rounded up, and as much as it may
    // skip.
    return ByteBuffer.allocateDirect(bytes + 2 * ALIGNMENT)
        .alignedSlice(ALIGNMENT)
        .limit(bytes)
        .order(ByteOrder.nativeOrder());
  }

  private static long address(ByteBuffer buffer) {
    return MemorySegment.ofBuffer(buffer).address();
  }
}

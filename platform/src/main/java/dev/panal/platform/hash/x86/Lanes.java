package dev.panal.platform.hash.x86;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final LaneCode code;
  private final int[] initial;
  private final ByteBuffer context = aligned(Context.BYTES);

  /// The state of all lanes before the first block.
  private final ByteBuffer beginning;

  private final ByteBuffer addresses;
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

  /// As [#digest(int)], into `digests` from `at` on.
  public void digest(int lane, byte[] digests, int at) {
    for (int i = 0; i < initial.length; i++) {
      int word = context.getInt(word(Context.STATE, i, lane));
      BIG_ENDIAN.set(digests, at + i * WORD_BYTES, word);
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

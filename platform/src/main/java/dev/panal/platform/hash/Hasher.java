package dev.panal.platform.hash;

import dev.panal.platform.hash.x86.Lanes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Hashes with one algorithm, the way [Hashing] found to be the best. Holds the memory it takes:
/// keep it, and use it again. In the hands of one thread at a time.
public final class Hasher {
  /// What a stream may read at a time. In 16 lanes that is 2 MiB, which the caches of a processor
  /// still hold when it is hashed, and which costs few enough calls of the system: 8 % less
  /// processor time than with a quarter of it.
  public static final int SCRATCH_BYTES = 128 * 1024;

  /// Blocks up to this length cost more to call for than to hash, so two in lanes are faster than
  /// one after the other.
  private static final int SHORT_BYTES = 512;

  private final Hashing hashing;
  private @Nullable LaneHasher together;
  private @Nullable BlockHasher blocks;
  private @Nullable StreamDigest alone;
  private @Nullable ByteBuffer scratch;

  /// Fewer streams than this are hashed one by one; 0 for not yet known.
  private int enough;

  public Hasher(Hashing hashing) {
    this(hashing, 0);
  }

  /// @param enough see there; for tests
  Hasher(Hashing hashing, int enough) {
    this.hashing = hashing;
    this.enough = enough;
  }

  /// Takes streams, as many as are worth hashing together, and hashes them; `streams` gives null if
  /// there are no more.
  ///
  /// @return false if there were none
  public boolean hash(Supplier<? extends @Nullable HashStream> streams) {
    List<HashStream> first = new ArrayList<>();
    while (first.size() < hashing.lanes()) {
      HashStream next = streams.get();
      if (next == null) {
        break;
      }
      first.add(next);
    }
    if (worthALane(first.size())) {
      together().hash(first, streams);
    } else {
      first.forEach(this::hashAlone);
    }
    return !first.isEmpty();
  }

  /// Hashes blocks of one length that lie end to end: the remaining bytes of `memory`.
  ///
  /// @param memory direct
  /// @param digests receives them, end to end, from `at` on
  public void hashBlocks(ByteBuffer memory, int blockLength, byte[] digests, int at) {
    int count = memory.remaining() / blockLength;
    int to = at;
    for (int block = 0; block < count; ) {
      int some = Math.min(hashing.lanes(), count - block);
      ByteBuffer part = memory.slice(memory.position() + block * blockLength, some * blockLength);
      if (blockLength % Lanes.BLOCK_BYTES == 0
          && (worthALane(some) || (blockLength <= SHORT_BYTES && some > 1))) {
        blocks().hash(part, blockLength, digests, to);
      } else {
        hashAlone(part, blockLength, digests, to);
      }
      block += some;
      to += some * hashing.algorithm().digestBytes();
    }
  }

  private void hashAlone(ByteBuffer blocks, int blockLength, byte[] digests, int at) {
    StreamDigest digest = alone();
    int to = at;
    for (int from = 0; from < blocks.limit(); from += blockLength) {
      digest.update(blocks.slice(from, blockLength));
      byte[] one = digest.finish();
      System.arraycopy(one, 0, digests, to, one.length);
      to += one.length;
    }
  }

  /// Nothing is faster than 16 lanes that are all in use; fewer, or those of narrower vectors, may
  /// be slower than the SHA instructions that a processor has for one stream.
  private boolean worthALane(int streams) {
    if (streams <= 1 || streams == Hashing.MAX_LANES) {
      return streams > 1;
    }
    if (enough == 0) {
      enough = hashing.enough(together(), alone());
    }
    return streams >= enough;
  }

  private LaneHasher together() {
    LaneHasher hasher = together;
    if (hasher == null) {
      hasher = hashing.newLanes();
      together = hasher;
    }
    return hasher;
  }

  private BlockHasher blocks() {
    BlockHasher hasher = blocks;
    if (hasher == null) {
      hasher = hashing.newBlocks();
      blocks = hasher;
    }
    return hasher;
  }

  private StreamDigest alone() {
    StreamDigest digest = alone;
    if (digest == null) {
      digest = hashing.newDigest();
      alone = digest;
    }
    return digest;
  }

  private void hashAlone(HashStream stream) {
    ByteBuffer memory = scratch;
    if (memory == null) {
      memory = ByteBuffer.allocateDirect(SCRATCH_BYTES);
      scratch = memory;
    }
    StreamDigest digest = alone();
    for (ByteBuffer next = stream.next(memory.clear());
        next.hasRemaining();
        next = stream.next(memory.clear())) {
      digest.update(next);
    }
    stream.digest(digest.finish());
  }
}

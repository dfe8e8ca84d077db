package dev.panal.platform.hash;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Hashes with one algorithm, the way [Hashing] found to be the best. Holds the memory it takes:
/// keep it, and use it again. In the hands of one thread at a time.
public final class Hasher {
  /// What a stream may read at a time. In 16 lanes that is half a megabyte, which the second-level
  /// cache of most processors holds, so that what was read is hashed before it leaves.
  public static final int SCRATCH_BYTES = 32 * 1024;

  private final Hashing hashing;
  private final StreamDigest alone;
  private @Nullable LaneHasher together;
  private @Nullable ByteBuffer scratch;

  public Hasher(Hashing hashing) {
    this.hashing = hashing;
    this.alone = hashing.newDigest();
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
    if (first.size() >= hashing.enough()) {
      together().hash(first, streams);
    } else {
      first.forEach(this::hashAlone);
    }
    return !first.isEmpty();
  }

  private LaneHasher together() {
    LaneHasher hasher = together;
    if (hasher == null) {
      hasher = hashing.newLanes();
      together = hasher;
    }
    return hasher;
  }

  private void hashAlone(HashStream stream) {
    ByteBuffer memory = scratch;
    if (memory == null) {
      memory = ByteBuffer.allocateDirect(SCRATCH_BYTES);
      scratch = memory;
    }
    for (ByteBuffer next = stream.next(memory.clear());
        next.hasRemaining();
        next = stream.next(memory.clear())) {
      alone.update(next);
    }
    stream.digest(alone.finish());
  }
}

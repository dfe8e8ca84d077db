package dev.panal.tracker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Memory for the rows of small tables, which are most: blocks that are cut from large chunks, each
/// chunk into blocks of one size.
///
/// Tables grow by an eighth at a time. As arrays of their own, what they grow out of would be
/// garbage that has lived long, which the collector leaves lying about: a million peers took seven
/// times their memory. Here it is used again at once, and a chunk whose blocks have all come back
/// serves another size.
///
/// A block is a number: that of its chunk, and in the lower sixteen bits where it begins there.
/// Free blocks of a chunk are a list in their own first four bytes.
final class Slabs {
  /// Larger blocks leave too much of a chunk over; tables that need one have an array of their own.
  static final int LARGEST = 4_096;

  /// No block.
  static final int NONE = -1;

  private static final int CHUNK_BITS = 16;
  private static final int CHUNK_BYTES = 1 << CHUNK_BITS;
  private static final int OFFSET_MASK = CHUNK_BYTES - 1;

  /// Two rows.
  private static final int SMALLEST = 56;

  private static final int ALIGNMENT = 8;

  /// The sizes, each an eighth above the one before.
  private static final int[] SIZES = sizes();

  /// The size for so many bytes, in units of the alignment.
  private static final byte[] CLASS_OF = classes();

  private @Nullable Chunk[] chunks = new @Nullable Chunk[16];

  /// Of each size, the chunks with room, the first of a list.
  private final @Nullable Chunk[] withRoom = new @Nullable Chunk[SIZES.length];

  private int chunkCount;

  /// Numbers of chunks that were given up, to be taken again.
  private int[] freeNumbers = new int[16];

  private int freeNumberCount;
  private int highest;

  /// A chunk without blocks is kept for the next size that needs one, so that a table which comes
  /// and goes at a border does not make garbage of a chunk each time.
  private byte @Nullable [] spare;

  /// How large the block for so many bytes is.
  static int room(int bytes) {
    return SIZES[sizeClass(bytes)];
  }

  /// A block of [#room(int)] bytes, with whatever was in there before.
  ///
  /// @param bytes 1 to [#LARGEST]
  int take(int bytes) {
    int sizeClass = sizeClass(bytes);
    Chunk chunk = withRoom[sizeClass];
    if (chunk == null) {
      chunk = open(sizeClass);
    }
    int offset = chunk.take();
    if (!chunk.hasRoom()) {
      unlink(chunk);
    }
    return chunk.number << CHUNK_BITS | offset;
  }

  /// Gives a block back.
  void give(int block) {
    Chunk chunk = chunk(block);
    boolean wasFull = !chunk.hasRoom();
    chunk.give(block & OFFSET_MASK);
    if (chunk.used == 0) {
      if (!wasFull) {
        unlink(chunk);
      }
      close(chunk);
    } else if (wasFull) {
      link(chunk);
    }
  }

  /// The array that a block is in.
  byte[] bytes(int block) {
    return chunk(block).bytes;
  }

  /// Where in that array it begins.
  static int offset(int block) {
    return block & OFFSET_MASK;
  }

  /// What all chunks take.
  long bytes() {
    return (long) chunkCount * CHUNK_BYTES;
  }

  private Chunk chunk(int block) {
    Chunk chunk = chunks[block >>> CHUNK_BITS];
    if (chunk == null) {
      throw new IllegalStateException("block " + block + " is in no chunk");
    }
    return chunk;
  }

  private Chunk open(int sizeClass) {
    byte[] kept = spare;
    spare = null;
    int number = freeNumberCount > 0 ? freeNumbers[--freeNumberCount] : highest++;
    if (number == chunks.length) {
      chunks = Arrays.copyOf(chunks, number * 2);
    }
    Chunk chunk = new Chunk(number, sizeClass, kept == null ? new byte[CHUNK_BYTES] : kept);
    chunks[number] = chunk;
    chunkCount++;
    link(chunk);
    return chunk;
  }

  private void close(Chunk chunk) {
    spare = chunk.bytes;
    chunks[chunk.number] = null;
    chunkCount--;
    if (freeNumberCount == freeNumbers.length) {
      freeNumbers = Arrays.copyOf(freeNumbers, freeNumberCount * 2);
    }
    freeNumbers[freeNumberCount++] = chunk.number;
  }

  private void link(Chunk chunk) {
    Chunk first = withRoom[chunk.sizeClass];
    chunk.next = first;
    chunk.previous = null;
    if (first != null) {
      first.previous = chunk;
    }
    withRoom[chunk.sizeClass] = chunk;
  }

  private void unlink(Chunk chunk) {
    Chunk before = chunk.previous;
    Chunk after = chunk.next;
    if (before == null) {
      withRoom[chunk.sizeClass] = after;
    } else {
      before.next = after;
    }
    if (after != null) {
      after.previous = before;
    }
    chunk.previous = null;
    chunk.next = null;
  }

  private static int sizeClass(int bytes) {
    return CLASS_OF[(bytes + ALIGNMENT - 1) / ALIGNMENT];
  }

  private static int[] sizes() {
    int[] sizes = new int[64];
    int count = 0;
    for (int size = SMALLEST; size < LARGEST; size = next(size)) {
      sizes[count++] = size;
    }
    sizes[count++] = LARGEST;
    return Arrays.copyOf(sizes, count);
  }

  private static int next(int size) {
    return Math.max(size + ALIGNMENT, (size + size / 8) / ALIGNMENT * ALIGNMENT);
  }

  private static byte[] classes() {
    byte[] classes = new byte[LARGEST / ALIGNMENT + 1];
    int sizeClass = 0;
    for (int i = 0; i < classes.length; i++) {
      if (i * ALIGNMENT > SIZES[sizeClass]) {
        sizeClass++;
      }
      classes[i] = (byte) sizeClass;
    }
    return classes;
  }

  /// An array that is cut into blocks of one size.
  private static final class Chunk {
    final int number;
    final int sizeClass;
    final byte[] bytes;

    /// Up to here blocks have been cut off; what lies behind has never been used.
    private int cut;

    private int firstFree = NONE;
    private int used;
    private @Nullable Chunk previous;
    private @Nullable Chunk next;

    Chunk(int number, int sizeClass, byte[] bytes) {
      this.number = number;
      this.sizeClass = sizeClass;
      this.bytes = bytes;
    }

    boolean hasRoom() {
      return firstFree != NONE || cut + SIZES[sizeClass] <= CHUNK_BYTES;
    }

    int take() {
      used++;
      if (firstFree != NONE) {
        int offset = firstFree;
        firstFree = (int) Row.INTS.get(bytes, offset);
        return offset;
      }
      int offset = cut;
      cut += SIZES[sizeClass];
      return offset;
    }

    void give(int offset) {
      used--;
      Row.INTS.set(bytes, offset, firstFree);
      firstFree = offset;
    }
  }
}

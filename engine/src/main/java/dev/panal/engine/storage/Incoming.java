package dev.panal.engine.storage;

import dev.panal.io.Disk;
import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Disk.WriteOutcome;
import dev.panal.io.Failure;
import dev.panal.io.Lease;
import dev.panal.io.Result;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Blocks on their way to the disk, until their piece is verified.
///
/// A piece is cut into runs of 64 blocks (1 MiB; the last may be shorter): long enough that the
/// disk writes gathered stretches and not single blocks, and its blocks are the bits of one `long`.
/// A run takes a buffer with its first block and is written when its last one is there.
///
/// Pieces of up to 4 runs are whole in memory when they are complete: their buffers are kept when
/// they have been written, and the piece is hashed from there **while** the last runs are being
/// written. That costs a write for nothing if the piece is corrupt, which is rare, and spares a
/// read or a wait, which would be the rule. Larger pieces, and those of which the [WriteBudget] has
/// taken a buffer back, are hashed from the disk when all their writes have returned.
///
/// A run that is evicted is written as it is, its blocks moved together so that one write takes
/// them all; what arrives later takes a new buffer and is written when the run is complete.
///
/// Whatever the order, a piece is reported only when its hash is known **and** all its writes have
/// returned: a good one because only then it counts, a bad one because its blocks may be asked for
/// again at once and no old write may overtake the new one. A failed write drops every piece that
/// has not been written completely.
final class Incoming {
  private static final int BLOCK_LENGTH = PieceGeometry.BLOCK_LENGTH;

  /// As many blocks as a `long` has bits.
  static final int RUN_LENGTH = Long.SIZE * BLOCK_LENGTH;

  /// The largest piece that is kept in memory until it is hashed.
  static final int WHOLE_PIECE_LENGTH = 4 * RUN_LENGTH;

  /// Who hears of pieces.
  interface Outcome {
    void verified(int piece);

    void failed(int piece);

    /// Something could not be written or hashed; the blocks of the lost pieces are gone. Told once
    /// after each [Incoming#start()], and again if more turns out to be lost.
    void broken(Failure failure, List<Integer> lost);

    /// A write of blocks of this piece is about to begin.
    void writing(int piece);

    /// It has returned, whether it worked or not.
    void written(int piece);

    /// Nothing is on its way any more, after [Incoming#stop()] or after it broke.
    void idle();
  }

  private enum Verdict {
    NONE,
    RUNNING,
    GOOD,
    BAD
  }

  private enum Gate {
    SHUT,
    OPENING,
    OPEN
  }

  private final Disk disk;
  private final WriteBudget budget;
  private final FileLayout layout;
  private final IntFunction<byte[]> hashes;
  private final WriteGate writeGate;
  private final Outcome outcome;
  private final LinkedHashMap<Integer, Partial> partials = new LinkedHashMap<>();
  private final ArrayDeque<Write> atGate = new ArrayDeque<>();
  private boolean accepting;
  private Gate gate = Gate.SHUT;

  /// @param hashes the SHA-1 of each piece
  Incoming(
      Disk disk,
      WriteBudget budget,
      FileLayout layout,
      IntFunction<byte[]> hashes,
      WriteGate writeGate,
      Outcome outcome) {
    this.disk = disk;
    this.budget = budget;
    this.layout = layout;
    this.hashes = hashes;
    this.writeGate = writeGate;
    this.outcome = outcome;
  }

  /// Accepts blocks from now on; the gate has to be passed anew. Only when idle.
  void start() {
    if (!idle()) {
      throw new IllegalStateException("blocks of an earlier start are still on their way");
    }
    accepting = true;
    gate = Gate.SHUT;
  }

  /// Drops the pieces that are not complete and accepts no more blocks. Complete ones go their way.
  void stop() {
    accepting = false;
    for (Partial partial : List.copyOf(partials.values())) {
      if (partial.missing > 0) {
        partial.drop();
      }
    }
  }

  /// Drops the piece unless it is complete. Its blocks are refused until its writes have returned.
  void drop(int piece) {
    Partial partial = partials.get(piece);
    if (partial != null && partial.missing > 0) {
      partial.drop();
    }
  }

  boolean idle() {
    return partials.isEmpty();
  }

  /// @return false if it was not taken
  boolean accept(int piece, int begin, ByteBuffer block) {
    if (!accepting) {
      return false;
    }
    Partial partial = partials.get(piece);
    if (partial == null) {
      partial = new Partial(piece);
      partials.put(piece, partial);
    }
    if (partial.dropped) {
      return false;
    }
    Run run = partial.run(begin / RUN_LENGTH);
    int index = begin % RUN_LENGTH / BLOCK_LENGTH;
    if (run.received(index)) {
      return false;
    }
    partial.missing--;
    run.put(index, block);
    partial.advance();
    budget.trim();
    return true;
  }

  private void write(Write write) {
    write.run.partial.writes++;
    if (gate == Gate.OPEN) {
      begin(write);
      return;
    }
    atGate.add(write);
    if (gate == Gate.SHUT) {
      gate = Gate.OPENING;
      writeGate.open(this::gateOpened);
    }
  }

  private void gateOpened() {
    gate = Gate.OPEN;
    while (!atGate.isEmpty()) {
      Write write = atGate.remove();
      if (write.run.partial.dropped) {
        returned(write);
      } else {
        begin(write);
      }
    }
    budget.trim();
  }

  private void begin(Write write) {
    int piece = write.run.partial.piece;
    outcome.writing(piece);
    List<Disk.Span> spans = new ArrayList<>();
    for (long blocks = write.blocks; blocks != 0; ) {
      int from = Long.numberOfTrailingZeros(blocks);
      int to = endOfOnes(blocks, from);
      int begin = write.run.begin + from * BLOCK_LENGTH;
      spans.addAll(layout.spans(piece, begin, write.run.bytes(from, to)));
      blocks = to == Long.SIZE ? 0 : blocks & (-1L << to);
    }
    disk.write(spans, write.lease, result -> written(write, result));
  }

  private void written(Write write, WriteOutcome result) {
    Partial partial = write.run.partial;
    outcome.written(partial.piece);
    switch (result) {
      case WriteOutcome.Written _ -> returned(write);
      case WriteOutcome.NotWritten(_, Failure failure) -> {
        partial.spoilt = true;
        returned(write);
        broken(failure);
      }
    }
    budget.trim();
  }

  /// The buffer of a write is ours again.
  private void returned(Write write) {
    Run run = write.run;
    run.partial.writes--;
    if (write.kept) {
      run.writing = false;
      run.cameBack();
      run.settle();
    } else {
      budget.cameBack(run.length);
      budget.giveBack(write.lease, run.length);
    }
    run.partial.advance();
  }

  private void broken(Failure failure) {
    boolean first = accepting;
    accepting = false;
    List<Partial> dropped = new ArrayList<>();
    for (Partial partial : partials.values()) {
      if (partial.spoilt || (first && !partial.allWritten())) {
        dropped.add(partial);
      }
    }
    List<Integer> lost =
        dropped.stream().filter(partial -> !partial.dropped).map(partial -> partial.piece).toList();
    if (first || !lost.isEmpty()) {
      outcome.broken(failure, lost);
    }
    dropped.forEach(Partial::drop);
  }

  private void remove(Partial partial) {
    partials.remove(partial.piece);
    for (Run run : partial.runs) {
      if (run != null) {
        run.free();
      }
    }
  }

  private void tellIfIdle() {
    if (!accepting && idle()) {
      outcome.idle();
    }
  }

  /// The number of the first bit that is not set, from `from` on.
  private static int endOfOnes(long bits, int from) {
    return from + Long.numberOfTrailingZeros(~(bits >>> from));
  }

  /// @param kept whether the run keeps the buffer
  private record Write(Run run, Lease lease, long blocks, boolean kept) {}

  /// A piece of which blocks are here.
  private final class Partial {
    private final int piece;
    private final int length;
    private final @Nullable Run[] runs;
    private int missing;
    private int writes;

    /// Whether all that has arrived is in memory, so that the piece can be hashed from there.
    private boolean whole;

    private Verdict verdict = Verdict.NONE;
    private boolean spoilt;
    private boolean dropped;

    Partial(int piece) {
      PieceGeometry geometry = layout.geometry();
      this.piece = piece;
      this.length = geometry.length(piece);
      this.runs = new Run[(length - 1) / RUN_LENGTH + 1];
      this.missing = geometry.blockCount(piece);
      this.whole = length <= WHOLE_PIECE_LENGTH;
    }

    Run run(int index) {
      Run run = runs[index];
      if (run == null) {
        int begin = index * RUN_LENGTH;
        run = new Run(this, begin, Math.min(RUN_LENGTH, length - begin));
        runs[index] = run;
      }
      return run;
    }

    boolean allWritten() {
      return missing == 0 && writes == 0;
    }

    void advance() {
      if (spoilt && !dropped) {
        return; // about to be dropped
      }
      if (dropped) {
        if (writes == 0 && verdict != Verdict.RUNNING && partials.get(piece) == this) {
          remove(this);
          tellIfIdle();
        }
        return;
      }
      if (missing > 0) {
        return;
      }
      switch (verdict) {
        case NONE -> hash();
        case RUNNING -> {}
        case GOOD, BAD -> finish();
      }
    }

    private void hash() {
      if (whole) {
        verdict = Verdict.RUNNING;
        List<ByteBuffer> memory = new ArrayList<>(runs.length);
        for (int i = 0; i < runs.length; i++) {
          memory.add(run(i).lendToHash());
        }
        disk.hashMemory(HashAlgorithm.SHA1, memory, this::hashed);
      } else if (writes == 0) {
        verdict = Verdict.RUNNING;
        disk.hash(HashAlgorithm.SHA1, layout.spans(piece), this::hashed);
      }
    }

    private void hashed(Result<byte[]> result) {
      verdict = Verdict.NONE;
      @Nullable Failure failure = null;
      switch (result) {
        case Result.Done<byte[]>(byte[] digest) ->
            verdict = Arrays.equals(digest, hashes.apply(piece)) ? Verdict.GOOD : Verdict.BAD;
        case Result.Failed<byte[]>(Failure reason) -> {
          spoilt = true;
          failure = reason;
        }
      }
      for (Run run : runs) {
        if (run != null) {
          run.hashReturned();
        }
      }
      if (failure != null) {
        broken(failure);
      } else {
        advance();
      }
      budget.trim();
    }

    private void finish() {
      if (writes > 0) {
        return;
      }
      remove(this);
      if (verdict == Verdict.GOOD) {
        outcome.verified(piece);
      } else {
        outcome.failed(piece);
      }
      tellIfIdle();
    }

    void drop() {
      dropped = true;
      for (Run run : runs) {
        if (run != null) {
          run.settle();
        }
      }
      advance();
    }

    /// A buffer has to be given up, so the piece will be hashed from the disk, and the other
    /// buffers that were kept for that are of no use.
    void giveUpMemory() {
      whole = false;
      for (Run run : runs) {
        if (run != null && run.unwritten == 0) {
          run.settle();
        }
      }
    }
  }

  /// Up to 64 blocks of a piece, side by side.
  private final class Run implements WriteBudget.Evictable {
    private final Partial partial;
    private final int begin;
    private final int length;
    private final long all;
    private long received;
    private long unwritten;
    private @Nullable Lease lease;

    /// The same memory, of which nobody else moves position and limit.
    private @Nullable ByteBuffer memory;

    private boolean writing;
    private boolean hashing;

    Run(Partial partial, int begin, int length) {
      this.partial = partial;
      this.begin = begin;
      this.length = length;
      int blocks = (length - 1) / BLOCK_LENGTH + 1;
      this.all = -1L >>> (Long.SIZE - blocks);
    }

    boolean received(int index) {
      return (received & (1L << index)) != 0;
    }

    /// Bytes of the blocks `from` to `to`, the latter excluded.
    int bytes(int from, int to) {
      return Math.min(to * BLOCK_LENGTH, length) - from * BLOCK_LENGTH;
    }

    void put(int index, ByteBuffer block) {
      if (memory == null) {
        Lease taken = budget.take(length);
        lease = taken;
        memory = taken.buffer().duplicate();
      }
      memory.put(index * BLOCK_LENGTH, block, block.position(), block.remaining());
      block.position(block.limit());
      received |= 1L << index;
      unwritten |= 1L << index;
      if (received != all) {
        budget.touch(this);
      } else if (unwritten == all && partial.whole) {
        writeAndKeep();
      } else {
        writeAndGiveUp();
      }
    }

    private ByteBuffer memory() {
      return Objects.requireNonNull(memory, "no buffer");
    }

    private void writeAndKeep() {
      budget.untouch(this);
      unwritten = 0;
      wentAway();
      writing = true;
      write(new Write(this, Objects.requireNonNull(lease), all, true));
    }

    private void writeAndGiveUp() {
      budget.untouch(this);
      Lease leaving = Objects.requireNonNull(lease);
      leaving.buffer().limit(moveTogether(memory()));
      long blocks = unwritten;
      unwritten = 0;
      lease = null;
      memory = null;
      budget.goesAway(length);
      write(new Write(this, leaving, blocks, false));
    }

    /// @return the number of bytes
    private int moveTogether(ByteBuffer buffer) {
      ByteBuffer from = buffer.duplicate();
      int to = 0;
      for (long blocks = unwritten; blocks != 0; blocks &= blocks - 1) {
        int index = Long.numberOfTrailingZeros(blocks);
        int bytes = bytes(index, index + 1);
        if (to != index * BLOCK_LENGTH) {
          buffer.put(to, from, index * BLOCK_LENGTH, bytes);
        }
        to += bytes;
      }
      return to;
    }

    @Override
    public void evict() {
      if (unwritten != 0) {
        writeAndGiveUp();
      }
      partial.giveUpMemory();
    }

    ByteBuffer lendToHash() {
      budget.untouch(this);
      wentAway();
      hashing = true;
      return memory().duplicate();
    }

    void hashReturned() {
      if (hashing) {
        hashing = false;
        cameBack();
        settle();
      }
    }

    /// The buffer, if there is one, is neither needed twice nor forgotten.
    void settle() {
      if (lease == null || writing || hashing) {
        return;
      }
      if (partial.dropped || !partial.whole) {
        free();
      } else {
        budget.touch(this);
      }
    }

    void free() {
      Lease held = lease;
      if (held != null) {
        budget.untouch(this);
        lease = null;
        memory = null;
        budget.giveBack(held, length);
      }
    }

    private void wentAway() {
      if (!writing && !hashing) {
        budget.goesAway(length);
      }
    }

    void cameBack() {
      if (!writing && !hashing) {
        budget.cameBack(length);
      }
    }
  }
}

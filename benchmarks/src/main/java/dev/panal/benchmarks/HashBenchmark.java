package dev.panal.benchmarks;

import dev.panal.benchmarks.PieceHashing.Algorithm;
import dev.panal.benchmarks.PieceHashing.Way;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Hashing, hot, on one core: 16 pieces of 1 MiB in native memory. The result is MiB/s.
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HashBenchmark {
  private static final int PIECES = 16;
  private static final int PIECE_LENGTH = 1 << 20;

  /// Left out with `-p way=...`, and so on: JMH runs all there are.
  @Param public Way way = Way.MESSAGE_DIGEST;

  @Param public Algorithm algorithm = Algorithm.SHA1;

  private final MemorySegment pieces = Arena.global().allocate((long) PIECES * PIECE_LENGTH, 64);
  private MemorySegment digests = MemorySegment.NULL;
  private PieceHashing hashing = new MessageDigestHashing(Algorithm.SHA1);

  /// Random bytes; and a way that is wrong is not worth measuring.
  @Setup
  public void open() {
    byte[] bytes = new byte[PIECES * PIECE_LENGTH];
    new Random(1).nextBytes(bytes);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, pieces, 0, bytes.length);
    digests = Arena.global().allocate((long) PIECES * algorithm.digestLength);
    hashing = way.open(algorithm);
    hash();
    MemorySegment expected = Arena.global().allocate(digests.byteSize());
    new MessageDigestHashing(algorithm).hash(pieces, PIECE_LENGTH, expected);
    if (digests.mismatch(expected) >= 0) {
      throw new IllegalStateException(way + " hashes wrong");
    }
  }

  @Benchmark
  @OperationsPerInvocation(PIECES * (PIECE_LENGTH >> 20))
  public MemorySegment hash() {
    hashing.hash(pieces, PIECE_LENGTH, digests);
    return digests;
  }
}

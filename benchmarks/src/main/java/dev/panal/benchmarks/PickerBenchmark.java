package dev.panal.benchmarks;

import dev.panal.engine.picker.Affinity;
import dev.panal.engine.picker.PickerLimits;
import dev.panal.engine.picker.PiecePicker;
import dev.panal.engine.picker.Receipt;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Which block next: a download of 4,000 pieces from 50 peers that have half of them each, and a
/// seed. The result is the time per block, or per `have`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PickerBenchmark {
  private static final int PIECES = 4_000;
  private static final int BLOCKS_PER_PIECE = 16;
  private static final int PEERS = 50;
  private static final int PIPELINE = 64;
  private static final int HAVES = 100_000;

  private final Random random = new Random(1);
  private final int[] peers = new int[PEERS + 1];
  private final int[] picked = new int[2 * PIPELINE];
  private int pickedCount;
  private PiecePicker picker = newPicker();

  /// Outside the clock, which runs for some milliseconds at a time.
  @Setup(Level.Invocation)
  public void meetPeers() {
    picker = newPicker();
    byte[] bits = new byte[PIECES / 8];
    for (int i = 0; i < PEERS; i++) {
      random.nextBytes(bits);
      peers[i] = picker.addPeer(i);
      picker.peerBitfield(peers[i], ByteBuffer.wrap(bits));
    }
    peers[PEERS] = picker.addPeer(PEERS);
    picker.peerHasAll(peers[PEERS]);
  }

  @Benchmark
  @OperationsPerInvocation(PIECES * BLOCKS_PER_PIECE)
  public int pickAndReceive() {
    for (int round = 0; !picker.isComplete(); round++) {
      int peer = peers[round % peers.length];
      pickedCount = 0;
      picker.pick(peer, PIPELINE, Affinity.PIECES, this::remember);
      for (int i = 0; i < pickedCount; i += 2) {
        Receipt receipt = picker.received(peer, picked[i], picked[i + 1], PickerBenchmark::ignore);
        if (receipt == Receipt.LAST_OF_PIECE) {
          picker.pieceVerified(picked[i]);
        }
      }
    }
    return picker.haveCount();
  }

  @Benchmark
  @OperationsPerInvocation(HAVES)
  public int haveFlood() {
    for (int i = 0; i < HAVES; i++) {
      picker.peerHas(peers[i % PEERS], (int) (i * 7919L % PIECES));
    }
    return picker.availability(0);
  }

  private void remember(int piece, int block) {
    picked[pickedCount++] = piece;
    picked[pickedCount++] = block;
  }

  private static void ignore(int peer, int piece, int block) {}

  private static PiecePicker newPicker() {
    int pieceLength = BLOCKS_PER_PIECE * PieceGeometry.BLOCK_LENGTH;
    PieceGeometry geometry = new PieceGeometry((long) PIECES * pieceLength, pieceLength);
    return new PiecePicker(geometry, PickerLimits.defaults(), new Random(2));
  }
}

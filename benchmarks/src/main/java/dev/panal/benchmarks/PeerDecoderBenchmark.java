package dev.panal.benchmarks;

import dev.panal.wire.metainfo.PieceGeometry;
import dev.panal.wire.peer.PeerDecoder;
import dev.panal.wire.peer.PeerEncoder;
import dev.panal.wire.peer.PeerLimits;
import dev.panal.wire.peer.PeerMessage;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Cutting what a socket brought into messages, in reads of 256 KiB that end where they end. The
/// result is the time per message.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PeerDecoderBenchmark {
  private static final int READ_BYTES = 256 << 10;
  private static final int PIECE_COUNT = 300_000;
  private static final int BLOCKS = 256;
  private static final int HAVES = 100_000;

  private final ByteBuffer blocks = blocks();
  private final ByteBuffer haves = haves();
  private final PeerDecoder decoder = new PeerDecoder(PeerLimits.of(PIECE_COUNT));

  /// 4 MiB of blocks; one in sixteen is split by the end of a read, and has to be gathered.
  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public int blocks16KiB() {
    return decode(blocks);
  }

  @Benchmark
  @OperationsPerInvocation(HAVES)
  public int haveFlood() {
    return decode(haves);
  }

  private int decode(ByteBuffer stream) {
    int sum = 0;
    for (int at = 0; at < stream.limit(); at += READ_BYTES) {
      ByteBuffer read = stream.slice(at, Math.min(READ_BYTES, stream.limit() - at));
      PeerMessage message = decoder.decode(read);
      while (message != null) {
        if (message instanceof PeerMessage.Piece piece) {
          sum += piece.piece() + piece.begin() + piece.block().remaining();
        } else if (message instanceof PeerMessage.Have have) {
          sum += have.piece();
        }
        message = decoder.decode(read);
      }
    }
    return sum;
  }

  private static ByteBuffer blocks() {
    int length = PieceGeometry.BLOCK_LENGTH;
    ByteBuffer stream =
        ByteBuffer.allocateDirect(BLOCKS * (PeerEncoder.PIECE_HEADER_LENGTH + length));
    for (int i = 0; i < BLOCKS; i++) {
      PeerEncoder.encodePieceHeader(i / 64, i % 64 * length, length, stream);
      stream.position(stream.position() + length);
    }
    return stream.flip();
  }

  private static ByteBuffer haves() {
    ByteBuffer stream = ByteBuffer.allocateDirect(HAVES * 9);
    for (int i = 0; i < HAVES; i++) {
      PeerEncoder.encode(new PeerMessage.Have((int) (i * 7919L % PIECE_COUNT)), stream);
    }
    return stream.flip();
  }
}

package dev.panal.benchmarks;

import dev.panal.engine.picker.PickerLimits;
import dev.panal.engine.picker.PiecePicker;
import dev.panal.wire.metainfo.PieceGeometry;
import dev.panal.wire.peer.PeerMessage;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Bitfields of a large torrent: a peer that comes with one and goes, ours written, one checked.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BitfieldBenchmark {
  @Param({"4000", "300000"})
  public int pieces = 4000;

  private byte[] bits = {};
  private PiecePicker picker = newPicker(1);

  @Setup
  public void open() {
    bits = new byte[pieces / 8];
    new Random(1).nextBytes(bits);
    picker = newPicker(pieces);
    for (int piece = 0; piece < pieces; piece += 2) {
      picker.pieceVerified(piece);
    }
  }

  @Benchmark
  public int peerComesAndGoes() {
    int peer = picker.addPeer(1);
    picker.peerBitfield(peer, ByteBuffer.wrap(bits));
    int count = picker.pieceCount(peer);
    picker.removePeer(peer);
    return count;
  }

  @Benchmark
  public byte[] write() {
    return picker.bitfield();
  }

  @Benchmark
  public boolean check() {
    return new PeerMessage.Bitfield(ByteBuffer.wrap(bits)).fits(pieces);
  }

  private static PiecePicker newPicker(int pieces) {
    int pieceLength = PieceGeometry.BLOCK_LENGTH;
    PieceGeometry geometry = new PieceGeometry((long) pieces * pieceLength, pieceLength);
    return new PiecePicker(geometry, PickerLimits.defaults(), new Random(2));
  }
}

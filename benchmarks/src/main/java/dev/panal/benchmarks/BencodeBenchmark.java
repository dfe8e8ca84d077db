package dev.panal.benchmarks;

import dev.panal.wire.bencode.BValue;
import dev.panal.wire.bencode.Bencode;
import dev.panal.wire.bencode.BencodeWriter;
import dev.panal.wire.bencode.Limits;
import dev.panal.wire.metainfo.Metainfo;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A .torrent of 10,000 files and 20,000 pieces: written, indexed, and read with all its checks.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BencodeBenchmark {
  private static final int FILES = 10_000;
  private static final int PIECES = 20_000;
  private static final int PIECE_LENGTH = 1 << 20;
  private static final Limits LIMITS = new Limits(32 << 20, 16, 1_000_000, 1 << 20);

  private final byte[] hashes = randomHashes();
  private final byte[] torrent = torrent(hashes);

  @Benchmark
  public byte[] write() {
    return torrent(hashes);
  }

  @Benchmark
  public BValue index() {
    return Bencode.decode(torrent, LIMITS);
  }

  @Benchmark
  public Metainfo read() {
    return Metainfo.parse(torrent);
  }

  private static byte[] randomHashes() {
    byte[] hashes = new byte[20 * PIECES];
    new Random(1).nextBytes(hashes);
    return hashes;
  }

  private static byte[] torrent(byte[] hashes) {
    BencodeWriter out = new BencodeWriter().dict();
    out.key("announce").string("http://tracker.example:6969/announce");
    out.key("info").dict().key("files").list();
    long length = (long) PIECES * PIECE_LENGTH / FILES;
    for (int i = 0; i < FILES; i++) {
      out.dict().key("length").integer(length).key("path").list();
      out.string("folder " + i / 100).string("file number " + i + ".bin").end().end();
    }
    out.end().key("name").string("ten thousand files").key("piece length").integer(PIECE_LENGTH);
    return out.key("pieces").string(hashes).end().end().bytes();
  }
}

package dev.panal.platform.hash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Disk.HashAlgorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a machine hashes with, the digests are those of the JDK.
final class HasherTest {
  static Stream<Hashing> everything() {
    return Arrays.stream(HashAlgorithm.values()).flatMap(each -> Hashing.all(each).stream());
  }

  @ParameterizedTest
  @MethodSource("everything")
  void everyLengthUpToSomeBlocks(Hashing hashing) {
    List<Bytes> streams = new ArrayList<>();
    for (int length = 0; length <= 320; length++) {
      streams.add(new Bytes(content(length, length), 1 << 20));
    }
    hash(hashing, streams);
    streams.forEach(stream -> stream.assertRight(hashing.algorithm()));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void piecesOfOneLength(Hashing hashing) {
    List<Bytes> streams = new ArrayList<>();
    for (int i = 0; i < 2 * hashing.lanes() + 1; i++) {
      streams.add(new Bytes(content(i, 256 * 1024), Hasher.SCRATCH_BYTES));
    }
    hash(hashing, streams);
    streams.forEach(stream -> stream.assertRight(hashing.algorithm()));
  }

  /// One long stream goes on alone when the others have ended.
  @ParameterizedTest
  @MethodSource("everything")
  void oneLongStreamAmongShortOnes(Hashing hashing) {
    List<Bytes> streams = new ArrayList<>();
    for (int i = 0; i < hashing.lanes(); i++) {
      streams.add(new Bytes(content(i, i == 1 ? 1_000_003 : 100), 70_001));
    }
    hash(hashing, streams);
    streams.forEach(stream -> stream.assertRight(hashing.algorithm()));
  }

  /// A hasher is used again and again, and what was before leaves no trace.
  @ParameterizedTest
  @MethodSource("everything")
  void oneAfterTheOther(Hashing hashing) {
    Hasher hasher = new Hasher(hashing, 2);
    for (int round = 0; round < 5; round++) {
      Bytes stream = new Bytes(content(round, 10_000 + round), 4_096);
      Queue<Bytes> one = new ArrayDeque<>(List.of(stream));
      assertThat(hasher.hash(one::poll)).isTrue();
      assertThat(hasher.hash(one::poll)).isFalse();
      stream.assertRight(hashing.algorithm());
    }
  }

  @Property(tries = 60)
  void anyStreamsInAnyStretches(
      @ForAll HashAlgorithm algorithm,
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 5_000) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 300) int stretch,
      @ForAll int seed) {
    for (Hashing hashing : Hashing.all(algorithm)) {
      List<Bytes> streams = new ArrayList<>();
      for (int length : lengths) {
        streams.add(new Bytes(content(seed, length), stretch));
      }
      hash(hashing, streams);
      streams.forEach(stream -> stream.assertRight(algorithm));
    }
  }

  @Property(tries = 60)
  void blocksEndToEnd(
      @ForAll HashAlgorithm algorithm,
      @ForAll @IntRange(min = 1, max = 50) int count,
      @ForAll boolean whole,
      @ForAll @IntRange(min = 1, max = 40) int length,
      @ForAll int seed) {
    int blockLength = whole ? 64 * length : length;
    byte[] content = content(seed, count * blockLength);
    ByteBuffer memory = ByteBuffer.allocateDirect(content.length + 7).position(7).put(content);
    byte[] expected = new byte[3 + count * algorithm.digestBytes()];
    for (int block = 0; block < count; block++) {
      byte[] part = Arrays.copyOfRange(content, block * blockLength, (block + 1) * blockLength);
      System.arraycopy(
          expected(algorithm, part),
          0,
          expected,
          3 + block * algorithm.digestBytes(),
          algorithm.digestBytes());
    }
    for (Hashing hashing : Hashing.all(algorithm)) {
      Hasher hasher = new Hasher(hashing, 2);
      for (int again = 0; again < 2; again++) {
        byte[] digests = new byte[expected.length];
        hasher.hashBlocks(memory.position(7), blockLength, digests, 3);
        assertThat(digests).as(hashing.toString()).isEqualTo(expected);
      }
    }
  }

  /// What machines are tested against when they start is what the JDK would say.
  @Test
  void fingerprintsAreRight() throws NoSuchAlgorithmException {
    for (HashAlgorithm algorithm : HashAlgorithm.values()) {
      MessageDigest digests = MessageDigest.getInstance(nameOf(algorithm));
      for (byte[] sample : Hashing.samples()) {
        digests.update(expected(algorithm, sample));
      }
      assertThat(HexFormat.of().formatHex(digests.digest()))
          .isEqualTo(Hashing.expectedFingerprint(algorithm));
    }
  }

  @ParameterizedTest
  @EnumSource(HashAlgorithm.class)
  void whatIsChosenIsOneOfThem(HashAlgorithm algorithm) {
    assertThat(Hashing.all(algorithm))
        .extracting(Hashing::toString)
        .contains(Hashing.of(algorithm).toString());
  }

  private static void hash(Hashing hashing, List<Bytes> streams) {
    Queue<Bytes> queue = new ArrayDeque<>(streams);
    Hasher hasher = new Hasher(hashing, 2);
    while (hasher.hash(queue::poll)) {
      // until there are none
    }
  }

  private static byte[] content(int seed, int length) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return content;
  }

  /// Gives its bytes in stretches of up to so many bytes, some of them in scratch memory.
  private static final class Bytes implements HashStream {
    private final byte[] content;
    private final int stretch;
    private int at;
    private byte @Nullable [] digest;

    Bytes(byte[] content, int stretch) {
      this.content = content;
      this.stretch = stretch;
    }

    @Override
    public ByteBuffer next(ByteBuffer scratch) {
      assertThat(scratch.remaining()).isEqualTo(Hasher.SCRATCH_BYTES);
      int count = Math.min(stretch, content.length - at);
      ByteBuffer next =
          count <= scratch.remaining() ? scratch.limit(count) : ByteBuffer.allocateDirect(count);
      next.put(0, content, at, count);
      at += count;
      return next;
    }

    @Override
    public void digest(byte[] result) {
      assertThat(digest).isNull();
      digest = result;
    }

    void assertRight(HashAlgorithm algorithm) {
      assertThat(digest)
          .as("%d bytes in stretches of %d", content.length, stretch)
          .isEqualTo(expected(algorithm, content));
    }
  }

  private static byte[] expected(HashAlgorithm algorithm, byte[] content) {
    try {
      return MessageDigest.getInstance(nameOf(algorithm)).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String nameOf(HashAlgorithm algorithm) {
    return algorithm == HashAlgorithm.SHA1 ? "SHA-1" : "SHA-256";
  }
}

package dev.panal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Sparse files and made-up content against plain arrays.
final class SparseFileTest {
  private static final int LENGTH = 5 * SparseFile.PAGE_BYTES + 777;

  private record Stroke(int offset, int length, boolean right) {}

  @Property(tries = 300)
  void holdsWhatAnArrayHolds(@ForAll @Size(max = 40) List<@IntRange Integer> numbers) {
    Content expected = Content.random(11);
    byte[] should = new byte[LENGTH];
    byte[] right = expected.bytes(LENGTH);
    SparseFile file = new SparseFile(expected, 0);
    file.lengthen(LENGTH, 0);
    for (int number : numbers) {
      Stroke stroke = stroke(number);
      byte[] bytes = new byte[stroke.length()];
      if (stroke.right()) {
        System.arraycopy(right, stroke.offset(), bytes, 0, bytes.length);
      } else {
        new Random(number).nextBytes(bytes);
      }
      long before = file.usedBytes();
      long growth = file.growth(stroke.offset(), bytes.length);
      file.write(stroke.offset(), ByteBuffer.wrap(bytes), 1);
      System.arraycopy(bytes, 0, should, stroke.offset(), bytes.length);
      assertThat(file.usedBytes()).isEqualTo(before + growth);
      assertThat(read(file, stroke.offset(), bytes.length)).isEqualTo(bytes);
    }
    assertThat(file.length()).isEqualTo(LENGTH);
    assertThat(read(file, 0, LENGTH)).isEqualTo(should);
  }

  @Property
  void contentIsTheSameWhereverOneBeginsToRead(
      @ForAll long seed,
      @ForAll @IntRange(max = 1000) int offset,
      @ForAll @IntRange(max = 100) int length) {
    Content content = Content.random(seed);
    byte[] all = content.bytes(1100);
    byte[] part = new byte[length + 2];
    content.fill(offset, part, 1, length);
    assertThat(Arrays.copyOfRange(part, 1, 1 + length))
        .isEqualTo(Arrays.copyOfRange(all, offset, offset + length));
    assertThat(content.from(offset).bytes(length))
        .isEqualTo(Arrays.copyOfRange(all, offset, offset + length));
    assertThat(part[0]).isZero();
    assertThat(part[length + 1]).isZero();
  }

  private static Stroke stroke(int number) {
    Random random = new Random(number);
    int offset = random.nextInt(LENGTH);
    int most = Math.min(2 * SparseFile.PAGE_BYTES, LENGTH - offset);
    return new Stroke(offset, 1 + random.nextInt(most), random.nextBoolean());
  }

  private static byte[] read(SparseFile file, int offset, int length) {
    byte[] bytes = new byte[length];
    file.read(offset, ByteBuffer.wrap(bytes), length);
    return bytes;
  }
}

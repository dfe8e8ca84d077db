package dev.panal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.engine.ResumeData.Totals;
import dev.panal.io.Disk.FileStatus;
import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResumeDataTest {
  private static ResumeData random(Random random, int pieces, int files) {
    FileStamps.Editor stamps = FileStamps.none(files).edit();
    BitSet have = new BitSet();
    BitSet unwanted = new BitSet();
    for (int piece = 0; piece < pieces; piece++) {
      have.set(piece, random.nextBoolean());
    }
    for (int file = 0; file < files; file++) {
      unwanted.set(file, random.nextInt(5) == 0);
      boolean exists = random.nextBoolean();
      if (random.nextBoolean()) {
        stamps.stamp(
            file,
            new FileStatus(exists, exists ? random.nextLong(1L << 50) : 0, random.nextLong()));
      }
    }
    byte[] hash = new byte[InfoHash.LENGTH];
    random.nextBytes(hash);
    return new ResumeData(
        InfoHash.of(hash),
        Path.of("/some/where/añ", "" + random.nextInt()),
        pieces,
        have,
        stamps.stamps(),
        unwanted,
        new Totals(
            random.nextLong(1L << 60),
            random.nextLong(1L << 60),
            random.nextInt(),
            random.nextInt()),
        random.nextLong(),
        random.nextLong());
  }

  @Property(tries = 300)
  void whatIsEncodedIsDecoded(
      @ForAll long seed,
      @ForAll @IntRange(max = 300) int pieces,
      @ForAll @IntRange(max = 40) int files) {
    ResumeData data = random(new Random(seed), pieces, files);
    assertThat(ResumeData.decode(data.encode())).isEqualTo(data);
    assertThat(data.stamps().toString()).contains("" + files);
  }

  @Property(tries = 300)
  void damagedBytesAreRefusedOrHarmless(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = random(random, 40, 3).encode();
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    try {
      assertThat(ResumeData.decode(bytes)).isNotNull();
    } catch (ProtocolException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @Test
  void anotherVersionIsRefused() {
    String encoded = new String(random(new Random(1), 0, 0).encode(), StandardCharsets.ISO_8859_1);
    byte[] newer =
        encoded.replace("7:versioni1e", "7:versioni2e").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ResumeData.decode(newer)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void itCannotBeChangedFromOutside() {
    BitSet have = new BitSet();
    have.set(1);
    ResumeData data =
        new ResumeData(
            InfoHash.of(new byte[20]),
            Path.of("/x"),
            3,
            have,
            FileStamps.none(1),
            new BitSet(),
            Totals.NONE,
            1,
            0);
    have.set(2);
    data.have().set(0);
    assertThat(data.have().cardinality()).isEqualTo(1);
    assertThat(data.completed()).isFalse();
    assertThatThrownBy(() ->
            new ResumeData(
                data.infoHash(),
                data.folder(),
                1,
                data.have(),
                data.stamps(),
                data.unwanted(),
                Totals.NONE,
                1,
                0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stampsTellAbsentFromUnknown() {
    FileStamps.Editor editor = FileStamps.none(3).edit();
    FileStatus absent = new FileStatus(false, 0, 0);
    FileStatus empty = new FileStatus(true, 0, 5);
    editor.stamp(0, absent);
    editor.stamp(1, empty);
    FileStamps stamps = editor.stamps();
    editor.clear(0);
    assertThat(stamps.matches(0, absent)).isTrue();
    assertThat(stamps.matches(0, empty)).isFalse();
    assertThat(stamps.matches(1, empty)).isTrue();
    assertThat(stamps.matches(1, new FileStatus(true, 0, 6))).isFalse();
    assertThat(stamps.matches(1, absent)).isFalse();
    assertThat(stamps.stamped(2)).isFalse();
    assertThat(stamps.matches(2, absent)).isFalse();
  }
}

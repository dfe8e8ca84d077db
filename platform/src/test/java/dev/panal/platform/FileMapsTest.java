package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.panal.io.Lease;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Windows onto files that others write to, cut short and take away.
final class FileMapsTest {
  private static final Path MAPPED = Path.of("/proc/self/maps");
  private static final int BYTES = (int) FileMaps.WINDOW_BYTES * 3 + 100_000;

  @TempDir Path folder;
  private final FileMaps maps = new FileMaps();
  private final byte[] content = new byte[BYTES];
  private FileOnDisk file;
  private FileChannel channel;

  @BeforeEach
  void open() throws IOException {
    new Random(1).nextBytes(content);
    file = new FileOnDisk(folder, Path.of("content.bin"), 0);
    Files.write(file.path(), content);
    channel = FileChannel.open(file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @AfterEach
  void close() throws IOException {
    maps.close();
    channel.close();
    assertThat(mappings()).isZero();
  }

  @Test
  void givesTheBytesOfEveryPlace() throws IOException {
    int length = 70_000;
    for (int at = 0; at + length <= BYTES; at += 999_983) {
      if (FileMaps.suits(at, length)) {
        Lease lease = maps.read(file, channel, at, length);
        assertThat(bytes(lease.buffer())).isEqualTo(Arrays.copyOfRange(content, at, at + length));
        lease.release();
        assertThatThrownBy(lease::release).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void smallPartsAndThoseInTwoWindowsAreNotMapped() {
    assertThat(FileMaps.suits(0, 16 * 1024)).isFalse();
    assertThat(FileMaps.suits(0, 256 * 1024)).isTrue();
    assertThat(FileMaps.suits(FileMaps.WINDOW_BYTES - 1, 256 * 1024)).isFalse();
    assertThat(FileMaps.suits(FileMaps.WINDOW_BYTES - 256 * 1024, 256 * 1024)).isTrue();
  }

  @Test
  void whatIsOnLoanOutlivesTheEnd() throws IOException {
    List<Lease> leases = new ArrayList<>();
    for (int at = 0; at < 3; at++) {
      leases.add(maps.read(file, channel, at * FileMaps.WINDOW_BYTES, 100_000));
    }
    maps.drop(file);
    maps.close();
    for (Lease lease : leases) {
      assertThat(lease.buffer().remaining()).isEqualTo(100_000);
      lease.release();
    }
  }

  @Test
  void windowsThatNobodyUsesGoInTime() throws IOException {
    Files.write(file.path(), new byte[(int) FileMaps.WINDOW_BYTES * 12]);
    for (int round = 0; round < 3; round++) {
      for (int at = 0; at < 12; at++) {
        maps.read(file, channel, at * FileMaps.WINDOW_BYTES, 100_000).release();
      }
    }
    assertThat(mappings()).isBetween(0L, 6L);
  }

  @Test
  void aFileThatWasCutShortIsTooShort() throws IOException {
    maps.read(file, channel, 0, 1_000_000).release();
    channel.truncate(500_000);
    assertThatThrownBy(() -> maps.read(file, channel, 0, 1_000_000))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> maps.read(file, channel, FileMaps.WINDOW_BYTES, 100_000))
        .isInstanceOf(EOFException.class);
  }

  /// What was about to be sent fails to be, and nothing worse happens.
  @Test
  void aFileThatIsCutShortAfterwardsCannotBeSent() throws IOException {
    Lease lease = maps.read(file, channel, 0, 1_000_000);
    channel.truncate(0);
    Pipe pipe = Pipe.open();
    try (Pipe.SinkChannel to = pipe.sink();
        Pipe.SourceChannel from = pipe.source()) {
      to.configureBlocking(false);
      assertThatThrownBy(() -> to.write(lease.buffer())).isInstanceOf(IOException.class);
      assertThat(from.isOpen()).isTrue();
    }
    lease.release();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(0, bytes);
    return bytes;
  }

  private long mappings() throws IOException {
    assumeThat(MAPPED).exists();
    try (var lines = Files.lines(MAPPED)) {
      return lines.filter(line -> line.endsWith(file.path().toString())).count();
    }
  }
}

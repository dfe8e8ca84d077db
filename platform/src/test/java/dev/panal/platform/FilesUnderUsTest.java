package dev.panal.platform;

import static dev.panal.platform.DiskDriver.reason;
import static dev.panal.platform.DiskDriver.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.panal.io.Disk.Allocation;
import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What other programs do to files while we have them open.
class FilesUnderUsTest {
  private static final Path HANDLES = Path.of("/proc/self/fd");

  /// A little longer than a handle is believed without a look.
  private static final Duration DOUBT = Duration.ofMillis(1100);

  @TempDir Path folder;
  private RealWorld world;
  private DiskDriver disk;

  @BeforeEach
  void open() {
    PlatformConfig config = PlatformConfig.defaults();
    world = new RealWorld(folder, config.withDisk(config.disk().withOpenFiles(8)));
    disk = new DiskDriver(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aDeletedFileIsNoticedAndNotWrittenInto() throws IOException {
    DiskFile file = disk.file(folder, "file.bin");
    value(disk.prepare(file, 100, Allocation.SPARSE));
    value(disk.write(file, 0, new byte[] {1}));
    Files.delete(file.path());
    world.pass(DOUBT);
    assertThat(reason(disk.write(file, 0, new byte[] {2}))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(disk.read(file, 0, 1))).isEqualTo(Reason.NOT_FOUND);
    assertThat(file.path()).doesNotExist();
  }

  @Test
  void aReplacedFileIsReadAsItIsNow() throws IOException {
    DiskFile file = disk.file(folder, "file.bin");
    Files.write(file.path(), new byte[] {1, 1, 1});
    assertThat(value(disk.read(file, 0, 3))).containsExactly(1, 1, 1);
    Path other = folder.resolve("other.bin");
    Files.write(other, new byte[] {2, 2, 2});
    Files.move(other, file.path(), StandardCopyOption.REPLACE_EXISTING);
    world.pass(DOUBT);
    assertThat(value(disk.read(file, 0, 3))).containsExactly(2, 2, 2);
  }

  @Test
  void aPipeInPlaceOfAFileIsRefusedAndNobodyHangs() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    DiskFile file = disk.file(folder, "pipe");
    assertThat(reason(disk.read(file, 0, 1))).isEqualTo(Reason.UNSAFE_PATH);
    assertThat(reason(disk.prepare(file, 1, Allocation.FULL))).isEqualTo(Reason.UNSAFE_PATH);
    assertThat(reason(disk.status(file))).isEqualTo(Reason.UNSAFE_PATH);
  }

  @Test
  void aLinkThatLeadsNowhereMakesNoFile() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Files.createSymbolicLink(inside.resolve("link"), folder.resolve("made-through-a-link"));
    DiskFile file = disk.file(inside, "link");
    assertThat(reason(disk.prepare(file, 10, Allocation.SPARSE))).isEqualTo(Reason.UNSAFE_PATH);
    assertThat(folder.resolve("made-through-a-link")).doesNotExist();
  }

  @Test
  void aFileInPlaceOfAFolderIsRefused() throws IOException {
    Files.write(folder.resolve("sub"), new byte[] {1});
    DiskFile file = disk.file(folder, "sub/file.bin");
    assertThat(reason(disk.prepare(file, 10, Allocation.SPARSE))).isEqualTo(Reason.UNSAFE_PATH);
    assertThat(reason(disk.read(file, 0, 1))).isEqualTo(Reason.UNSAFE_PATH);
  }

  @Test
  void handlesStayWithinTheirLimit() throws IOException {
    assumeThat(HANDLES).exists();
    for (int i = 0; i < 100; i++) {
      DiskFile file = disk.file(folder, "many/" + i);
      value(disk.prepare(file, 10, Allocation.FULL));
      value(disk.write(file, 9, new byte[] {(byte) i}));
      assertThat(value(disk.read(file, 9, 1))).containsExactly(i);
    }
    assertThat(handlesBelow(folder.toRealPath())).isBetween(1L, 8L);
  }

  private static long handlesBelow(Path folder) throws IOException {
    try (Stream<Path> handles = Files.list(HANDLES)) {
      return handles.filter(handle -> target(handle).startsWith(folder)).count();
    }
  }

  private static Path target(Path handle) {
    try {
      return Files.readSymbolicLink(handle);
    } catch (IOException e) {
      return handle;
    }
  }
}

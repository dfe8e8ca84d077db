package dev.panal.platform;

import static dev.panal.platform.DiskDriver.reason;
import static dev.panal.platform.DiskDriver.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.panal.io.Disk.Allocation;
import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A volume of four megabytes, which only root can make.
class SmallDiskTest {
  private static final int VOLUME_BYTES = 4 << 20;

  private Path volume;
  private Path elsewhere;
  private RealWorld world;
  private DiskDriver disk;

  @BeforeEach
  void mount(@TempDir Path folder) throws Exception {
    volume = Files.createDirectory(folder.resolve("volume"));
    elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=" + VOLUME_BYTES, "panal-test", volume))
        .as("a small volume could be mounted (this needs root)")
        .isTrue();
    world = new RealWorld(folder);
    disk = new DiskDriver(world);
  }

  @AfterEach
  void unmount() throws Exception {
    if (world != null) {
      world.close();
      assertThat(run("umount", volume)).isTrue();
    }
  }

  @Test
  void makingRoomForTooMuchFailsAndLeavesTheDiskAsItWas() throws IOException {
    DiskFile file = disk.file(volume, "large.bin");
    assertThat(reason(disk.prepare(file, 2L * VOLUME_BYTES, Allocation.FULL)))
        .isEqualTo(Reason.DISK_FULL);
    assertThat(Files.size(file.path())).isZero();
    assertThat(Files.getFileStore(volume).getUsableSpace()).isGreaterThan(VOLUME_BYTES / 2);
  }

  @Test
  void aWriteThatDoesNotFitFailsAndTheDiskWorksOnceThereIsRoom() {
    DiskFile file = disk.file(volume, "sparse.bin");
    byte[] bytes = new byte[1 << 20];
    assertThat(value(disk.prepare(file, 2L * VOLUME_BYTES, Allocation.SPARSE)).length())
        .isEqualTo(2L * VOLUME_BYTES);
    int written = 0;
    Result<Integer> last = disk.write(file, 0, bytes);
    for (int i = 1; i < 8 && last instanceof Result.Done<Integer>; i++) {
      written++;
      last = disk.write(file, (long) i * bytes.length, bytes);
    }
    assertThat(written).isBetween(1, VOLUME_BYTES / bytes.length);
    assertThat(reason(last)).isEqualTo(Reason.DISK_FULL);
    value(disk.delete(file));
    DiskFile next = disk.file(volume, "next.bin");
    value(disk.prepare(next, bytes.length, Allocation.FULL));
    value(disk.write(next, 0, bytes));
  }

  @Test
  void aReadOnlyVolumeDeniesWritingAndCanBeRead() throws Exception {
    DiskFile file = disk.file(volume, "old.bin");
    byte[] content = {1, 2, 3};
    Files.write(file.path(), content);
    assertThat(run("mount", "-o", "remount,ro", volume)).isTrue();
    assertThat(reason(disk.write(file, 0, content))).isEqualTo(Reason.DENIED);
    assertThat(reason(disk.prepare(disk.file(volume, "new"), 9, Allocation.SPARSE)))
        .isEqualTo(Reason.DENIED);
    assertThat(reason(disk.delete(file))).isEqualTo(Reason.DENIED);
    // What is complete needs no preparation, and can be read.
    assertThat(value(disk.prepare(file, 3, Allocation.FULL)).length()).isEqualTo(3);
    assertThat(value(disk.read(file, 0, 3))).isEqualTo(content);
  }

  @Test
  void aMoveToAnotherVolumeBringsEverythingAndLeavesNoCopy() throws IOException {
    byte[] content = new byte[3_000_001];
    new Random(1).nextBytes(content);
    DiskFile from = disk.file(elsewhere, "from.bin");
    Files.write(from.path(), content);
    var modified = Files.getLastModifiedTime(from.path());
    DiskFile to = disk.file(volume, "sub/to.bin");
    value(disk.move(from, to));
    assertThat(Files.readAllBytes(to.path())).isEqualTo(content);
    assertThat(Files.getLastModifiedTime(to.path())).isEqualTo(modified);
    assertThat(from.path()).doesNotExist();
    assertThat(list(volume.resolve("sub"))).containsExactly("to.bin");
    value(disk.sync(to));
  }

  @Test
  void aMoveThatDoesNotFitLeavesTheFileWhereItWas() throws IOException {
    DiskFile from = disk.file(elsewhere, "from.bin");
    Files.write(from.path(), new byte[VOLUME_BYTES + 1]);
    DiskFile to = disk.file(volume, "to.bin");
    assertThat(reason(disk.move(from, to))).isEqualTo(Reason.DISK_FULL);
    assertThat(Files.size(from.path())).isEqualTo(VOLUME_BYTES + 1);
    assertThat(list(volume)).isEmpty();
  }

  private static List<String> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static boolean run(Object... command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    for (Object word : command) {
      words.add(word.toString());
    }
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }
}

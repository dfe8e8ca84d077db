package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Disk;
import dev.panal.io.Disk.Allocation;
import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Disk.FileStatus;
import dev.panal.io.Failure.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// No [Disk] may be led out of the folder of a file, whatever the file is called and whatever lies
/// in the folder.
public abstract class DiskSafetyContract extends DiskTest {
  protected DiskSafetyContract() {}

  @Test
  void aLinkOutOfTheFolderIsNotFollowed() {
    world.files().put(path("outside/secret.bin"), new byte[] {1, 2, 3});
    world.files().makeFolder(path("inside"));
    world.files().link(path("inside/link"), path("outside"));
    world.files().link(path("inside/file.bin"), path("outside/secret.bin"));
    for (String name : new String[] {"link/secret.bin", "link/new.bin", "file.bin"}) {
      assertRefused(below("inside", name));
    }
    assertThat(world.files().content(path("outside/secret.bin"))).containsExactly(1, 2, 3);
    assertThat(world.files().exists(path("outside/new.bin"))).isFalse();
  }

  @Test
  void aLinkThatStaysInTheFolderIsFine() {
    world.files().put(path("inside/real/data.bin"), new byte[] {1, 2, 3});
    world.files().link(path("inside/alias"), path("inside/real"));
    assertThat(read(span(below("inside", "alias/data.bin"), 0, 3))).containsExactly(1, 2, 3);
  }

  @Test
  void theFolderItselfMayBeALink() {
    world.files().put(path("real/data.bin"), new byte[] {1, 2, 3});
    world.files().link(path("downloads"), path("real"));
    assertThat(read(span(below("downloads", "data.bin"), 0, 3))).containsExactly(1, 2, 3);
  }

  @Test
  void aPathThatClimbsIsRefused() {
    world.files().put(path("outside.bin"), new byte[] {1, 2, 3});
    world.files().makeFolder(path("inside"));
    assertRefused(below("inside", "../outside.bin"));
    assertRefused(below("inside", "sub/../../outside.bin"));
    assertThat(world.files().content(path("outside.bin"))).containsExactly(1, 2, 3);
  }

  @Test
  void anAbsolutePathIsRefused() {
    world.files().put(path("outside.bin"), new byte[] {1, 2, 3});
    world.files().makeFolder(path("inside"));
    assertRefused(below("inside", path("outside.bin").toAbsolutePath().toString()));
  }

  @Test
  void aFolderIsNotAFile() {
    world.files().makeFolder(path("inside/sub"));
    DiskFile folder = below("inside", "sub");
    assertThat(readFailure(span(folder, 0, 1))).isEqualTo(Reason.UNSAFE_PATH);
    assertThat(writeFailure(new byte[1], span(folder, 0, 1))).isEqualTo(Reason.UNSAFE_PATH);
    assertThat(prepareFailure(folder)).isEqualTo(Reason.UNSAFE_PATH);
    assertThat(world.files().exists(path("inside/sub"))).isTrue();
  }

  private void assertRefused(DiskFile file) {
    assertThat(readFailure(span(file, 0, 1))).isEqualTo(Reason.UNSAFE_PATH);
    assertThat(hashFailure(span(file, 0, 1))).isEqualTo(Reason.UNSAFE_PATH);
    assertThat(writeFailure(new byte[1], span(file, 0, 1))).isEqualTo(Reason.UNSAFE_PATH);
    assertThat(prepareFailure(file)).isEqualTo(Reason.UNSAFE_PATH);
    assertThat(Outcome.<FileStatus>of(world, o -> disk().status(file, o)).reason(world))
        .isEqualTo(Reason.UNSAFE_PATH);
    assertThat(Outcome.<DiskFile>of(world, o -> disk().delete(file, o)).reason(world))
        .isEqualTo(Reason.UNSAFE_PATH);
    DiskFile other = below("inside", "other.bin");
    assertThat(Outcome.<DiskFile>of(world, o -> disk().move(file, other, o)).reason(world))
        .isEqualTo(Reason.UNSAFE_PATH);
    world.files().put(path("inside/mine.bin"), new byte[] {7});
    DiskFile mine = below("inside", "mine.bin");
    assertThat(Outcome.<DiskFile>of(world, o -> disk().move(mine, file, o)).reason(world))
        .isEqualTo(Reason.UNSAFE_PATH);
    assertThat(world.files().content(path("inside/mine.bin"))).containsExactly(7);
  }

  private Reason prepareFailure(DiskFile file) {
    return Outcome.<FileStatus>of(
            world, outcome -> disk().prepare(file, 10, Allocation.SPARSE, outcome))
        .reason(world);
  }

  private DiskFile below(String folder, String relative) {
    Disk disk = disk();
    return world.onLoop(() -> disk.file(path(folder), Path.of(relative)));
  }
}

package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.io.Disk.Allocation;
import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Disk.FileStatus;
import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Disk.Span;
import dev.panal.io.Disk.WriteOutcome;
import dev.panal.io.Failure;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Lease;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [Disk] must do with what it is asked.
public abstract class DiskContract extends DiskTest {
  /// No disk lets more than this wait before it says that it is overloaded.
  private static final int OVERLOADED_AT_MOST_BYTES = 256 * 1024 * 1024;

  protected DiskContract() {}

  @Test
  void namingAFileTouchesNothing() {
    DiskFile file = file("folder/name.bin");
    assertThat(file.path()).isEqualTo(path("folder/name.bin"));
    assertThat(world.files().exists(path("folder"))).isFalse();
    FileStatus status = status(file);
    assertThat(status).isEqualTo(new FileStatus(false, 0, 0));
    assertThat(world.files().exists(path("folder"))).isFalse();
  }

  @Test
  void statusTellsLengthAndTime() {
    FileStatus status = status(fileWith("there.bin", new byte[1234]));
    assertThat(status.exists()).isTrue();
    assertThat(status.length()).isEqualTo(1234);
    assertThat(status.modifiedMillis()).isPositive();
  }

  @Test
  void prepareMakesTheFileAndItsFolders() {
    for (Allocation allocation : Allocation.values()) {
      DiskFile file = file("deep/in/folders/" + allocation);
      FileStatus made = prepare(file, 100_000, allocation);
      assertThat(made.exists()).isTrue();
      assertThat(made.length()).isEqualTo(100_000);
      assertThat(status(file).length()).isEqualTo(100_000);
      assertThat(read(span(file, 0, 100_000))).isEqualTo(new byte[100_000]);
    }
  }

  @Test
  void prepareMakesAnEmptyFile() {
    DiskFile file = file("empty.bin");
    assertThat(prepare(file, 0, Allocation.SPARSE).exists()).isTrue();
    assertThat(world.files().content(path("empty.bin"))).isEmpty();
  }

  @Test
  void prepareKeepsWhatIsThere() {
    for (Allocation allocation : Allocation.values()) {
      byte[] content = randomBytes(1, 1000);
      DiskFile longer = fileWith("longer." + allocation, content);
      assertThat(prepare(longer, 400, allocation).length()).isEqualTo(1000);
      assertThat(world.files().content(longer.path())).isEqualTo(content);
      DiskFile shorter = fileWith("shorter." + allocation, content);
      assertThat(prepare(shorter, 5000, allocation).length()).isEqualTo(5000);
      assertThat(world.files().content(shorter.path())).isEqualTo(Arrays.copyOf(content, 5000));
    }
  }

  @Test
  void whatWasWrittenIsRead() {
    DiskFile file = file("data.bin");
    prepare(file, 300_000, Allocation.SPARSE);
    byte[] first = randomBytes(2, 100_001);
    byte[] second = randomBytes(3, 70_000);
    writeFine(first, span(file, 50_000, first.length));
    writeFine(second, span(file, 230_000, second.length));
    byte[] expected = new byte[300_000];
    System.arraycopy(first, 0, expected, 50_000, first.length);
    System.arraycopy(second, 0, expected, 230_000, second.length);
    assertThat(read(span(file, 0, 300_000))).isEqualTo(expected);
    assertThat(read(span(file, 50_000, first.length))).isEqualTo(first);
    assertThat(world.files().content(path("data.bin"))).isEqualTo(expected);
  }

  @Test
  void spansRunOverSeveralFilesAndOverZeros() {
    DiskFile one = file("one.bin");
    DiskFile two = file("sub/two.bin");
    prepare(one, 1000, Allocation.SPARSE);
    prepare(two, 1000, Allocation.SPARSE);
    byte[] data = randomBytes(4, 1000);
    Span[] spans = {span(one, 600, 400), new Span.Zeros(100), span(two, 0, 500)};
    writeFine(data, spans);
    byte[] zeroed = data.clone();
    Arrays.fill(zeroed, 400, 500, (byte) 0);
    assertThat(read(spans)).isEqualTo(zeroed);
    assertThat(hash(HashAlgorithm.SHA1, spans)).isEqualTo(digest(HashAlgorithm.SHA1, zeroed));
    assertThat(hash(HashAlgorithm.SHA256, spans)).isEqualTo(digest(HashAlgorithm.SHA256, zeroed));
    byte[] inOne = world.files().content(path("one.bin"));
    assertThat(Arrays.copyOfRange(inOne, 600, 1000)).isEqualTo(Arrays.copyOfRange(data, 0, 400));
    byte[] inTwo = world.files().content(path("sub/two.bin"));
    assertThat(Arrays.copyOfRange(inTwo, 0, 500)).isEqualTo(Arrays.copyOfRange(data, 500, 1000));
  }

  @Test
  void zerosNeedNoFile() {
    Span.Zeros zeros = new Span.Zeros(70_000);
    assertThat(read(zeros)).isEqualTo(new byte[70_000]);
    assertThat(hash(HashAlgorithm.SHA1, zeros))
        .isEqualTo(digest(HashAlgorithm.SHA1, new byte[70_000]));
    writeFine(randomBytes(5, 70_000), zeros);
  }

  @Test
  void hashesManyStretchesAsTheyStandOnTheDisk() {
    byte[] content = randomBytes(6, 1_000_000);
    DiskFile file = fileWith("content.bin", content);
    int length = 16 * 1024;
    List<Outcome<byte[]>> outcomes = new ArrayList<>();
    for (int at = 0; at + length <= content.length; at += length) {
      Span span = span(file, at, length);
      outcomes.add(
          Outcome.started(
              world, outcome -> disk().hash(HashAlgorithm.SHA1, List.of(span), outcome)));
    }
    awaitThat("all hashed", () -> outcomes.stream().allMatch(Outcome::heard));
    for (int i = 0; i < outcomes.size(); i++) {
      byte[] part = Arrays.copyOfRange(content, i * length, (i + 1) * length);
      assertThat(outcomes.get(i).value(world)).isEqualTo(digest(HashAlgorithm.SHA1, part));
    }
  }

  @Test
  void hashesBlocksOfSpansWhereverTheirFilesEnd() {
    byte[] first = randomBytes(20, 100_000);
    byte[] second = randomBytes(21, 60_000);
    Span[] spans = {
      span(fileWith("first.bin", first), 0, first.length),
      new Span.Zeros(1_000),
      span(fileWith("second.bin", second), 0, second.length)
    };
    byte[] content = join(first, new byte[1_000], second);
    for (HashAlgorithm algorithm : HashAlgorithm.values()) {
      for (int blockLength : List.of(1_000, 16 * 1024, 1 << 20)) {
        List<byte[]> digests = new ArrayList<>();
        for (int at = 0; at < content.length; at += blockLength) {
          int end = Math.min(content.length, at + blockLength);
          digests.add(digest(algorithm, Arrays.copyOfRange(content, at, end)));
        }
        assertThat(hashBlocks(algorithm, blockLength, spans).value(world))
            .isEqualTo(join(digests.toArray(byte[][]::new)));
      }
    }
    assertThat(hashBlocks(HashAlgorithm.SHA256, 100).value(world)).isEmpty();
  }

  @Test
  void hashesTreesOfWholeBlocks() {
    for (int blockLength : List.of(10, 64, 1_000, 16 * 1024)) {
      for (int levels : List.of(0, 1, 3, 6)) {
        int trees = 2;
        byte[] content = randomBytes(23, trees * (blockLength << levels));
        DiskFile file = fileWith("trees-" + blockLength + "-" + levels, content);
        for (HashAlgorithm algorithm : HashAlgorithm.values()) {
          byte[] expected = content;
          int length = blockLength;
          for (int level = 0; level <= levels; level++) {
            expected = digestsOf(algorithm, expected, length);
            length = 2 * algorithm.digestBytes();
          }
          assertThat(hashTrees(algorithm, blockLength, levels, span(file, 0, content.length)))
              .hasSize(trees * algorithm.digestBytes())
              .isEqualTo(expected);
        }
      }
    }
  }

  private static byte[] digestsOf(HashAlgorithm algorithm, byte[] content, int length) {
    List<byte[]> digests = new ArrayList<>();
    for (int at = 0; at < content.length; at += length) {
      digests.add(digest(algorithm, Arrays.copyOfRange(content, at, at + length)));
    }
    return join(digests.toArray(byte[][]::new));
  }

  @Test
  void treesAreWhole() {
    Span[] spans = {new Span.Zeros(3_000)};
    assertThatThrownBy(() -> hashTrees(HashAlgorithm.SHA256, 1_000, 1, spans))
        .hasStackTraceContaining("IllegalArgumentException: 3000 bytes are no trees");
    assertThat(hashTrees(HashAlgorithm.SHA256, 1_500, 1, spans)).hasSize(32);
  }

  @Test
  void oneBlockThatCannotBeReadFailsThemAll() {
    DiskFile file = fileWith("short.bin", randomBytes(22, 100_000));
    assertThat(hashBlocks(HashAlgorithm.SHA1, 1_000, span(file, 0, 100_001)).reason(world))
        .isEqualTo(Reason.CHANGED);
  }

  @Test
  void hashesMemoryWithoutMovingIt() {
    byte[] one = randomBytes(7, 40_000);
    byte[] two = randomBytes(8, 16);
    byte[] three = randomBytes(9, 33_333);
    ByteBuffer direct = ByteBuffer.allocateDirect(50_000).position(1000).put(one).flip();
    direct.position(1000);
    List<ByteBuffer> memory =
        List.of(direct, ByteBuffer.wrap(two), ByteBuffer.wrap(three).asReadOnlyBuffer());
    for (HashAlgorithm algorithm : HashAlgorithm.values()) {
      byte[] digest =
          Outcome.<byte[]>of(world, outcome -> disk().hashMemory(algorithm, memory, outcome))
              .value(world);
      assertThat(digest).isEqualTo(digest(algorithm, join(one, two, three)));
      assertThat(direct.position()).isEqualTo(1000);
      assertThat(direct.limit()).isEqualTo(41_000);
      assertThat(memory.get(2).position()).isZero();
    }
  }

  @Test
  void hashesNothing() {
    byte[] digest =
        Outcome.<byte[]>of(
                world, outcome -> disk().hashMemory(HashAlgorithm.SHA1, List.of(), outcome))
            .value(world);
    assertThat(digest).isEqualTo(digest(HashAlgorithm.SHA1, new byte[0]));
  }

  @Test
  void aFileThatIsTooShortIsChanged() {
    DiskFile file = fileWith("short.bin", randomBytes(10, 1000));
    assertThat(readFailure(span(file, 900, 101))).isEqualTo(Reason.CHANGED);
    assertThat(readFailure(span(file, 1000, 1))).isEqualTo(Reason.CHANGED);
    assertThat(readFailure(span(file, 5_000_000_000L, 1))).isEqualTo(Reason.CHANGED);
    assertThat(hashFailure(span(file, 900, 101))).isEqualTo(Reason.CHANGED);
    assertThat(readFailure(span(file, 0, 1000), span(file, 999, 2))).isEqualTo(Reason.CHANGED);
  }

  @Test
  void aFileThatShrinksUnderUsIsChanged() {
    DiskFile file = fileWith("shrinks.bin", randomBytes(11, 200_000));
    assertThat(read(span(file, 0, 200_000))).hasSize(200_000);
    world.files().put(path("shrinks.bin"), new byte[10]);
    assertThat(readFailure(span(file, 100_000, 100_000))).isEqualTo(Reason.CHANGED);
    assertThat(hashFailure(span(file, 100_000, 100_000))).isEqualTo(Reason.CHANGED);
  }

  @Test
  void aFileThatIsNotThereIsNotFound() {
    DiskFile file = file("missing/file.bin");
    assertThat(readFailure(span(file, 0, 10))).isEqualTo(Reason.NOT_FOUND);
    assertThat(hashFailure(span(file, 0, 10))).isEqualTo(Reason.NOT_FOUND);
    assertThat(writeFailure(new byte[10], span(file, 0, 10))).isEqualTo(Reason.NOT_FOUND);
    assertThat(world.files().exists(path("missing"))).isFalse();
  }

  @Test
  void moveTakesTheContentAlong() {
    byte[] content = randomBytes(12, 100_000);
    DiskFile from = fileWith("from.bin", content);
    assertThat(read(span(from, 0, 10))).hasSize(10);
    DiskFile to = file("new/folder/to.bin");
    DiskFile moved =
        Outcome.<DiskFile>of(world, outcome -> disk().move(from, to, outcome)).value(world);
    assertThat(moved.path()).isEqualTo(to.path());
    assertThat(read(span(to, 0, content.length))).isEqualTo(content);
    assertThat(status(from).exists()).isFalse();
    assertThat(readFailure(span(from, 0, 10))).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void moveNeverReplaces() {
    DiskFile from = fileWith("from.bin", new byte[] {1});
    DiskFile to = fileWith("to.bin", new byte[] {2});
    assertThat(Outcome.<DiskFile>of(world, outcome -> disk().move(from, to, outcome)).reason(world))
        .isEqualTo(Reason.DENIED);
    assertThat(world.files().content(to.path())).containsExactly(2);
    assertThat(world.files().content(from.path())).containsExactly(1);
    DiskFile missing = file("missing.bin");
    DiskFile target = file("target.bin");
    assertThat(
            Outcome.<DiskFile>of(world, outcome -> disk().move(missing, target, outcome))
                .reason(world))
        .isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void deleteRemovesAndDoesNotMindThatNothingWasThere() {
    DiskFile file = fileWith("old.bin", randomBytes(13, 1000));
    assertThat(read(span(file, 0, 10))).hasSize(10);
    for (int i = 0; i < 2; i++) {
      DiskFile deleted =
          Outcome.<DiskFile>of(world, outcome -> disk().delete(file, outcome)).value(world);
      assertThat(deleted.path()).isEqualTo(file.path());
      assertThat(world.files().exists(file.path())).isFalse();
      assertThat(readFailure(span(file, 0, 10))).isEqualTo(Reason.NOT_FOUND);
    }
  }

  @Test
  void aClosedOrSyncedFileMayBeUsedAgain() {
    DiskFile file = file("closed.bin");
    prepare(file, 1000, Allocation.SPARSE);
    byte[] data = randomBytes(14, 1000);
    writeFine(data, span(file, 0, 1000));
    assertThat(
            Outcome.<Integer>of(world, outcome -> disk().sync(List.of(file), outcome)).value(world))
        .isNotNegative();
    for (int i = 0; i < 2; i++) {
      assertThat(
              Outcome.<Integer>of(world, outcome -> disk().close(List.of(file), outcome))
                  .value(world))
          .isNotNegative();
    }
    assertThat(read(span(file, 0, 1000))).isEqualTo(data);
    writeFine(new byte[] {42}, span(file, 999, 1));
    assertThat(read(span(file, 999, 1))).containsExactly(42);
  }

  @Test
  void manyFilesCostNoHandles() {
    int count = 1500;
    List<Outcome<FileStatus>> prepared = new ArrayList<>();
    List<DiskFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      DiskFile file = file("many/" + i % 10 + "/" + i);
      files.add(file);
      prepared.add(
          Outcome.started(world, outcome -> disk().prepare(file, 10, Allocation.SPARSE, outcome)));
    }
    awaitThat("all prepared", () -> prepared.stream().allMatch(Outcome::heard));
    Span[] spans = files.stream().map(file -> span(file, 5, 5)).toArray(Span[]::new);
    byte[] data = randomBytes(15, 5 * count);
    writeFine(data, spans);
    assertThat(read(spans)).isEqualTo(data);
  }

  @Test
  void overloadIsSaidAndReliefIsToldOnce() {
    DiskFile file = file("busy.bin");
    int length = 1024 * 1024;
    prepare(file, length, Allocation.SPARSE);
    int[] written = {0};
    List<String> relieved = new ArrayList<>();
    int writes =
        world.onLoop(() -> {
          assertThat(disk().overloaded()).isFalse();
          int started = 0;
          while (!disk().overloaded() && started < OVERLOADED_AT_MOST_BYTES / length) {
            Lease lease = ports.buffers().take(length);
            disk()
                .write(
                    List.of(span(file, 0, length)),
                    lease,
                    outcome -> {
                      outcome.data().release();
                      written[0]++;
                    });
            started++;
          }
          assertThat(disk().overloaded()).isTrue();
          disk().onRelief(() -> relieved.add(disk().overloaded() ? "too early" : "in time"));
          assertThat(relieved).as("told inside the call").isEmpty();
          return started;
        });
    awaitThat("all written", () -> written[0] == writes);
    awaitThat("relieved", () -> !relieved.isEmpty());
    world.pass(A_WHILE);
    assertThat(world.onLoop(() -> List.copyOf(relieved))).containsExactly("in time");
    assertThat(world.onLoop(() -> disk().overloaded())).isFalse();
  }

  @Test
  void reliefComesAtOnceWhereThereIsNoLoad() {
    List<String> relieved = new ArrayList<>();
    world.run(() -> {
      disk().onRelief(() -> relieved.add("relieved"));
      assertThat(relieved).as("told inside the call").isEmpty();
    });
    awaitThat("told", () -> relieved.size() == 1);
  }

  @Test
  void freeBytesAlsoBelowAFolderThatIsNotThereYet() {
    for (String relative : List.of("", "not/there/yet")) {
      long free =
          Outcome.<Long>of(world, outcome -> disk().freeBytes(path(relative), outcome))
              .value(world);
      assertThat(free).isPositive();
    }
  }

  @Test
  void anExceptionOutOfACompletionHurtsNobody() {
    DiskFile file = fileWith("some.bin", new byte[] {1, 2, 3});
    world.run(() -> {
      disk()
          .status(
              file,
              result -> {
                throw new IllegalStateException("thrown by a test");
              });
      disk()
          .write(
              List.of(span(file, 0, 1)),
              leaseWith(new byte[] {9}),
              outcome -> {
                outcome.data().release();
                throw new IllegalStateException("thrown by a test");
              });
    });
    awaitThat("the lease is back", () -> ports.buffers().onLoanBytes() == 0);
    assertThat(read(span(file, 0, 3))).containsExactly(9, 2, 3);
  }

  @Test
  void aFailureNamesItsFile() {
    DiskFile file = file("missing.bin");
    List<WriteOutcome> outcomes = new ArrayList<>();
    outcomes.add(write(new byte[1], span(file, 0, 1)));
    Failure failure =
        switch (outcomes.getFirst()) {
          case WriteOutcome.Written written -> throw new AssertionError("expected a failure");
          case WriteOutcome.NotWritten not -> not.failure();
        };
    assertThat(failure.toString()).contains("missing.bin");
    assertThat(failure.detail()).isNotBlank();
  }
}

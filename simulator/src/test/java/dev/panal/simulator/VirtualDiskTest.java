package dev.panal.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.io.Disk;
import dev.panal.io.Disk.Allocation;
import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Disk.FileStatus;
import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Disk.Span;
import dev.panal.io.Disk.WriteOutcome;
import dev.panal.io.Failure;
import dev.panal.io.Lease;
import dev.panal.io.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Disks that are slow, full, broken or old, and what a crash leaves on them.
final class VirtualDiskTest {
  private static final Path FOLDER = Path.of("/downloads");
  private static final Path NAME = Path.of("file.bin");
  private static final Path FILE = FOLDER.resolve(NAME);

  private final VirtualWorld world = new VirtualWorld(3);

  @Test
  void aTerabyteCostsNoMemory() {
    Host host = host(DiskSpec.fast().withCapacity(2_000_000_000_000L));
    Content content = Content.random(5);
    long length = 1_000_000_000_000L;
    host.files().put(FILE, content, length);
    long offset = 765_432_109_876L;
    byte[] read = read(host, offset, 100_000);
    byte[] expected = new byte[100_000];
    content.fill(offset, expected, 0, expected.length);
    assertThat(read).isEqualTo(expected);
    assertThat(host.files().usedBytes()).isBetween(length, length + SparseFile.PAGE_BYTES);
  }

  @Test
  void whatIsExpectedIsRecognisedHoweverItIsWritten() {
    Host host = host(DiskSpec.fast());
    Content content = Content.random(6);
    int length = 200_001;
    host.files().expect(FILE, content);
    prepare(host, length, Allocation.SPARSE);
    byte[] all = content.bytes(length);
    for (int at = 0; at < length; at += 10_007) {
      write(host, at, Arrays.copyOfRange(all, at, Math.min(length, at + 10_007)));
    }
    assertThat(host.files().holds(FILE, content, length)).isTrue();
    assertThat(host.files().content(FILE)).isEqualTo(all);
    write(host, 100_000, new byte[] {(byte) (all[100_000] + 1)});
    assertThat(host.files().holds(FILE, content, length)).isFalse();
  }

  @Test
  void rotChangesOneBitAndNothingElse() {
    Host host = host(DiskSpec.fast());
    Content content = Content.random(7);
    host.files().put(FILE, content, 100_000);
    FileStatus before = status(host);
    world.run(Duration.ofHours(1));
    host.files().rot(FILE, 54_321);
    assertThat(status(host)).isEqualTo(before);
    byte[] is = host.files().content(FILE);
    byte[] was = content.bytes(100_000);
    assertThat(is[54_321] ^ was[54_321]).isEqualTo(1);
    is[54_321] = was[54_321];
    assertThat(is).isEqualTo(was);
  }

  @Test
  void aFullDiskTakesNoMore() {
    Host host = host(DiskSpec.fast().withCapacity(100_000));
    prepare(host, 1_000_000, Allocation.SPARSE);
    assertThat(write(host, 0, new byte[65_536])).isInstanceOf(WriteOutcome.Written.class);
    WriteOutcome outcome = write(host, 65_536, new byte[65_536]);
    assertThat(outcome).isInstanceOf(WriteOutcome.NotWritten.class);
    assertThat(((WriteOutcome.NotWritten) outcome).failure().reason())
        .isEqualTo(Failure.Reason.DISK_FULL);
    // What was written before may be written again.
    assertThat(write(host, 0, new byte[65_536])).isInstanceOf(WriteOutcome.Written.class);
    host.files().capacity(1_000_000);
    assertThat(write(host, 65_536, new byte[65_536])).isInstanceOf(WriteOutcome.Written.class);
    world.check();
  }

  @Test
  void fullAllocationSaysAtOnceThatThereIsNoRoom() {
    Host host = host(DiskSpec.fast().withCapacity(100_000));
    assertThat(prepare(host, 100_001, Allocation.FULL)).isInstanceOf(Result.Failed.class);
    assertThat(host.files().exists(FILE)).isFalse();
    assertThat(prepare(host, 100_000, Allocation.FULL)).isInstanceOf(Result.Done.class);
    assertThat(host.files().freeBytes()).isZero();
    assertThat(write(host, 34_464, new byte[65_536])).isInstanceOf(WriteOutcome.Written.class);
    host.files().delete(FILE);
    assertThat(host.files().freeBytes()).isEqualTo(100_000);
  }

  @Test
  void aSlowDiskTakesItsTimeAndSaysThatItIsOverloaded() {
    Host host = host(DiskSpec.slow());
    int length = 16 << 20;
    prepare(host, length, Allocation.SPARSE);
    Duration before = world.time();
    List<WriteOutcome> outcomes = new ArrayList<>();
    int part = 1 << 20;
    for (int at = 0; at < length; at += part) {
      startWrite(host, at, new byte[part], outcomes);
    }
    assertThat(host.ports().disk().overloaded()).isTrue();
    world.runUntil(() -> !host.ports().disk().overloaded(), Duration.ofHours(1));
    assertThat(outcomes).hasSize(8);
    world.runUntil(() -> outcomes.size() == 16, Duration.ofHours(1));
    assertThat(world.time().minus(before).toSeconds()).isBetween(16L, 17L);
  }

  @Test
  void aCrashLosesWhatWaitedAndKeepsWhatWasWritten() {
    Host host = host(DiskSpec.slow());
    long part = 500_000;
    prepare(host, 4 * part, Allocation.SPARSE);
    byte[] ones = new byte[(int) part];
    Arrays.fill(ones, (byte) 1);
    List<WriteOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      startWrite(host, i * part, ones, outcomes);
    }
    // 0.5 s each: the third is under way.
    world.run(Duration.ofMillis(1300));
    assertThat(outcomes).hasSize(2);
    host.crash();
    world.run(Duration.ofSeconds(10));
    assertThat(outcomes).hasSize(2);
    byte[] left = host.files().content(FILE);
    int written = 0;
    while (written < left.length && left[written] == 1) {
      written++;
    }
    assertThat((long) written).isBetween(2 * part, 3 * part);
    assertThat(Arrays.copyOfRange(left, written, left.length))
        .isEqualTo(new byte[left.length - written]);
    host.start();
    assertThat(status(host).length()).isEqualTo(4 * part);
  }

  @Test
  void aBrokenPlaceFailsUntilItIsMended() {
    Host host = host(DiskSpec.fast());
    host.files().put(FILE, new byte[100]);
    host.files().breakAt(FOLDER, Failure.Reason.IO);
    WriteOutcome outcome = write(host, 0, new byte[1]);
    assertThat(((WriteOutcome.NotWritten) outcome).failure().reason()).isEqualTo(Failure.Reason.IO);
    host.files().mend(FOLDER);
    assertThat(write(host, 0, new byte[1])).isInstanceOf(WriteOutcome.Written.class);
  }

  @Test
  void whoeverChangesMemoryThatTheDiskHasIsFound() {
    Host host = host(DiskSpec.fast());
    host.files().put(FILE, new byte[100]);
    Lease lease = host.ports().buffers().take(100);
    Span span = new Span.InFile(file(host), 0, 100);
    host.ports().disk().write(List.of(span), lease, outcome -> outcome.data().release());
    lease.buffer().put(3, (byte) 3);
    world.run(Duration.ofSeconds(1));
    assertThat(world.failures()).hasSize(1);
    assertThatThrownBy(world::check).hasMessageContaining("changed memory");
  }

  @Test
  void whatWasReadCannotBeWrittenTo() {
    Host host = host(DiskSpec.fast());
    host.files().put(FILE, new byte[100]);
    AtomicReference<Lease> lease = new AtomicReference<>();
    Span span = new Span.InFile(file(host), 0, 100);
    host.ports().disk().read(List.of(span), result -> lease.set(value(result)));
    world.runUntil(() -> lease.get() != null, Duration.ofSeconds(1));
    assertThat(lease.get().buffer().isReadOnly()).isTrue();
    lease.get().release();
    assertThatThrownBy(() -> lease.get().buffer()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void hashingIsRealAndTakesTime() {
    Host host = host(DiskSpec.fast());
    host.files().put(FILE, Content.random(8), 20_000_000);
    AtomicReference<byte[]> digest = new AtomicReference<>();
    Span span = new Span.InFile(file(host), 5_000_000, 15_000_000);
    host.ports()
        .disk()
        .hash(HashAlgorithm.SHA1, List.of(span), result -> digest.set(value(result)));
    world.runUntil(() -> digest.get() != null, Duration.ofMinutes(1));
    // Reading 0.0375 s, hashing 0.03 s.
    assertThat(world.time().toMillis()).isBetween(67L, 70L);
    byte[] content = Arrays.copyOfRange(host.files().content(FILE), 5_000_000, 20_000_000);
    AtomicReference<byte[]> again = new AtomicReference<>();
    host.ports()
        .disk()
        .hashMemory(
            HashAlgorithm.SHA1,
            List.of(java.nio.ByteBuffer.wrap(content)),
            result -> again.set(value(result)));
    world.runUntil(() -> again.get() != null, Duration.ofMinutes(1));
    assertThat(again.get()).isEqualTo(digest.get());
  }

  private Host host(DiskSpec disk) {
    return world.host(HostSpec.named("host").withDisk(disk));
  }

  private static DiskFile file(Host host) {
    return host.ports().disk().file(FOLDER, NAME);
  }

  private FileStatus status(Host host) {
    AtomicReference<FileStatus> status = new AtomicReference<>();
    host.ports().disk().status(file(host), result -> status.set(value(result)));
    world.runUntil(() -> status.get() != null, Duration.ofMinutes(1));
    return status.get();
  }

  private Result<FileStatus> prepare(Host host, long length, Allocation allocation) {
    AtomicReference<Result<FileStatus>> result = new AtomicReference<>();
    host.ports().disk().prepare(file(host), length, allocation, result::set);
    world.runUntil(() -> result.get() != null, Duration.ofMinutes(1));
    return result.get();
  }

  private byte[] read(Host host, long offset, int length) {
    AtomicReference<byte[]> bytes = new AtomicReference<>();
    Disk disk = host.ports().disk();
    disk.read(
        List.of(new Span.InFile(file(host), offset, length)),
        result -> {
          Lease lease = value(result);
          byte[] copy = new byte[lease.buffer().remaining()];
          lease.buffer().get(copy);
          lease.release();
          bytes.set(copy);
        });
    world.runUntil(() -> bytes.get() != null, Duration.ofMinutes(1));
    return bytes.get();
  }

  private WriteOutcome write(Host host, long offset, byte[] bytes) {
    List<WriteOutcome> outcomes = new ArrayList<>();
    startWrite(host, offset, bytes, outcomes);
    world.runUntil(() -> !outcomes.isEmpty(), Duration.ofMinutes(1));
    return outcomes.getFirst();
  }

  private static void startWrite(
      Host host, long offset, byte[] bytes, List<WriteOutcome> outcomes) {
    Lease lease = host.ports().buffers().take(bytes.length);
    lease.buffer().put(bytes).flip();
    Span span = new Span.InFile(file(host), offset, bytes.length);
    host.ports()
        .disk()
        .write(
            List.of(span),
            lease,
            outcome -> {
              outcome.data().release();
              outcomes.add(outcome);
            });
  }

  private static <T> T value(Result<T> result) {
    return switch (result) {
      case Result.Done<T> done -> done.value();
      case Result.Failed<T> failed -> throw new AssertionError(failed.failure().toString());
    };
  }
}

package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Completion;
import dev.panal.io.Disk;
import dev.panal.io.Disk.Allocation;
import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Disk.FileStatus;
import dev.panal.io.Disk.Span;
import dev.panal.io.Disk.WriteOutcome;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Lease;
import dev.panal.io.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Disk operations one after the other, each awaited.
record DiskDriver(RealWorld world) {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  DiskFile file(Path folder, String name) {
    return world.onLoop(() -> disk().file(folder, Path.of(name)));
  }

  Result<FileStatus> prepare(DiskFile file, long length, Allocation allocation) {
    return this.<FileStatus>await(done -> disk().prepare(file, length, allocation, done));
  }

  Result<FileStatus> status(DiskFile file) {
    return this.<FileStatus>await(done -> disk().status(file, done));
  }

  Result<DiskFile> delete(DiskFile file) {
    return this.<DiskFile>await(done -> disk().delete(file, done));
  }

  Result<DiskFile> move(DiskFile from, DiskFile to) {
    return this.<DiskFile>await(done -> disk().move(from, to, done));
  }

  Result<Integer> sync(DiskFile file) {
    return this.<Integer>await(done -> disk().sync(List.of(file), done));
  }

  Result<byte[]> hash(DiskFile file, long offset, int length) {
    Span span = new Span.InFile(file, offset, length);
    return this.<byte[]>await(done -> disk().hash(Disk.HashAlgorithm.SHA1, List.of(span), done));
  }

  Result<byte[]> read(DiskFile file, long offset, int length) {
    Span span = new Span.InFile(file, offset, length);
    return switch (this.<Lease>await(done -> disk().read(List.of(span), done))) {
      case Result.Done<Lease> done -> world.onLoop(() -> Result.done(take(done.value())));
      case Result.Failed<Lease> failed -> new Result.Failed<>(failed.failure());
    };
  }

  private static byte[] take(Lease lease) {
    byte[] bytes = new byte[lease.buffer().remaining()];
    lease.buffer().get(bytes);
    lease.release();
    return bytes;
  }

  Result<Integer> write(DiskFile file, long offset, byte[] bytes) {
    return this.<Integer>await(done -> write(file, offset, bytes, done));
  }

  private void write(DiskFile file, long offset, byte[] bytes, Completion<Integer> done) {
    Lease lease = world.ports().buffers().take(bytes.length);
    lease.buffer().put(bytes).flip();
    disk()
        .write(
            List.of(new Span.InFile(file, offset, bytes.length)),
            lease,
            outcome -> {
              outcome.data().release();
              done.accept(
                  switch (outcome) {
                    case WriteOutcome.Written fine -> Result.done(bytes.length);
                    case WriteOutcome.NotWritten not -> new Result.Failed<>(not.failure());
                  });
            });
  }

  static Reason reason(Result<?> result) {
    return switch (result) {
      case Result.Done<?> done -> throw new AssertionError("no failure: " + done);
      case Result.Failed<?> failed -> failed.failure().reason();
    };
  }

  static <T> T value(Result<T> result) {
    return switch (result) {
      case Result.Done<T> done -> done.value();
      case Result.Failed<T> failed -> throw new AssertionError(failed.failure());
    };
  }

  private Disk disk() {
    return world.ports().disk();
  }

  private <T> Result<T> await(Consumer<Completion<T>> operation) {
    List<Result<T>> results = new ArrayList<>();
    world.run(() -> operation.accept(results::add));
    assertThat(world.await(LIMIT, () -> !results.isEmpty())).as("it ended").isTrue();
    return world.onLoop(results::getFirst);
  }
}

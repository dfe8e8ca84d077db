package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Disk;
import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Disk.FileStatus;
import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Disk.Span;
import dev.panal.io.Disk.WriteOutcome;
import dev.panal.io.Failure;
import dev.panal.io.Lease;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Words for the contracts about disks.
abstract class DiskTest extends ContractTest {
  DiskFile file(String relative) {
    return world.onLoop(() -> disk().file(world.folder(), Path.of(relative)));
  }

  Path path(String relative) {
    return world.folder().resolve(relative);
  }

  /// A file that is already there.
  DiskFile fileWith(String relative, byte[] content) {
    world.files().put(path(relative), content);
    return file(relative);
  }

  Disk disk() {
    return ports.disk();
  }

  FileStatus status(DiskFile file) {
    return Outcome.<FileStatus>of(world, outcome -> disk().status(file, outcome)).value(world);
  }

  FileStatus prepare(DiskFile file, long length, Disk.Allocation allocation) {
    return Outcome.<FileStatus>of(
            world, outcome -> disk().prepare(file, length, allocation, outcome))
        .value(world);
  }

  byte[] read(Span... spans) {
    Lease lease =
        Outcome.<Lease>of(world, outcome -> disk().read(List.of(spans), outcome)).value(world);
    return world.onLoop(() -> {
      byte[] bytes = new byte[lease.buffer().remaining()];
      lease.buffer().get(bytes);
      lease.release();
      return bytes;
    });
  }

  Failure.Reason readFailure(Span... spans) {
    return Outcome.<Lease>of(world, outcome -> disk().read(List.of(spans), outcome)).reason(world);
  }

  byte[] hash(HashAlgorithm algorithm, Span... spans) {
    return Outcome.<byte[]>of(world, outcome -> disk().hash(algorithm, List.of(spans), outcome))
        .value(world);
  }

  Outcome<byte[]> hashBlocks(HashAlgorithm algorithm, int blockLength, Span... spans) {
    return Outcome.of(
        world, outcome -> disk().hashTrees(algorithm, List.of(spans), blockLength, 0, outcome));
  }

  byte[] hashTrees(HashAlgorithm algorithm, int blockLength, int levels, Span... spans) {
    return Outcome.<byte[]>of(
            world,
            outcome -> disk().hashTrees(algorithm, List.of(spans), blockLength, levels, outcome))
        .value(world);
  }

  Failure.Reason hashFailure(Span... spans) {
    return Outcome.<byte[]>of(
            world, outcome -> disk().hash(HashAlgorithm.SHA1, List.of(spans), outcome))
        .reason(world);
  }

  /// Writes and waits; the lease is given back whatever comes of it.
  WriteOutcome write(byte[] bytes, Span... spans) {
    List<WriteOutcome> outcomes = new ArrayList<>();
    world.run(() -> {
      Lease lease = leaseWith(bytes);
      disk()
          .write(
              List.of(spans),
              lease,
              outcome -> {
                assertThat(outcome.data()).isSameAs(lease);
                outcome.data().release();
                outcomes.add(outcome);
              });
      assertThat(outcomes).as("told inside the call").isEmpty();
    });
    awaitThat("the write ended", () -> !outcomes.isEmpty());
    return world.onLoop(() -> {
      assertThat(outcomes).hasSize(1);
      return outcomes.getFirst();
    });
  }

  void writeFine(byte[] bytes, Span... spans) {
    assertThat(write(bytes, spans)).isInstanceOf(WriteOutcome.Written.class);
  }

  Failure.Reason writeFailure(byte[] bytes, Span... spans) {
    return switch (write(bytes, spans)) {
      case WriteOutcome.Written written -> throw new AssertionError("expected a failure");
      case WriteOutcome.NotWritten not -> not.failure().reason();
    };
  }

  /// A lease whose remaining bytes are `bytes`; they do not start at 0, as they need not.
  Lease leaseWith(byte[] bytes) {
    int before = 13;
    Lease lease = ports.buffers().take(bytes.length + before);
    lease.buffer().position(before).put(bytes).flip().position(before);
    return lease;
  }

  static Span.InFile span(DiskFile file, long offset, int length) {
    return new Span.InFile(file, offset, length);
  }

  static byte[] randomBytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] join(byte[]... parts) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] digest(HashAlgorithm algorithm, byte[] bytes) {
    String name =
        switch (algorithm) {
          case SHA1 -> "SHA-1";
          case SHA256 -> "SHA-256";
        };
    try {
      return MessageDigest.getInstance(name).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

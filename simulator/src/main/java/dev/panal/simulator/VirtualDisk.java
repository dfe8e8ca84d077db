package dev.panal.simulator;

import dev.panal.io.Completion;
import dev.panal.io.Disk;
import dev.panal.io.Failure;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Lease;
import dev.panal.io.Result;
import dev.panal.simulator.EventLog.What;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The disk as one program sees it. Operations take their turns; each has its effect at the moment
/// it completes, and neighbours may change places, because no order is promised.
final class VirtualDisk implements Disk {
  private final Program program;
  private final VirtualWorld world;
  private final VirtualLoop loop;
  private final VirtualFiles files;
  private final SplittableRandom random;
  private final DiskSpec spec;
  private final Set<PendingWrite> pendingWrites = new LinkedHashSet<>();
  private final List<Runnable> waitingForRelief = new ArrayList<>();
  private long pendingBytes;
  private boolean overloaded;
  private int unfinished;
  private long armFreeNanos;
  private long hasherFreeNanos;
  private @Nullable Path armFile;
  private long armOffset;

  VirtualDisk(Program program, VirtualLoop loop, VirtualFiles files, SplittableRandom random) {
    this.program = program;
    this.world = program.world();
    this.loop = loop;
    this.files = files;
    this.random = random;
    this.spec = program.host().diskSpec();
  }

  private record VirtualFile(Path folder, Path relative) implements DiskFile {
    @Override
    public Path path() {
      return folder.resolve(relative);
    }
  }

  /// A write that was accepted and has had no effect yet.
  private static final class PendingWrite {
    private final List<Span> spans;
    private final Lease data;
    private final ByteBuffer bytes;
    private final int sum;
    private final long startNanos;
    private final Consumer<WriteOutcome> outcome;

    PendingWrite(
        List<Span> spans,
        Lease data,
        ByteBuffer bytes,
        int sum,
        long startNanos,
        Consumer<WriteOutcome> outcome) {
      this.spans = List.copyOf(spans);
      this.data = data;
      this.bytes = bytes;
      this.sum = sum;
      this.startNanos = startNanos;
      this.outcome = outcome;
    }
  }

  @Override
  public DiskFile file(Path folder, Path relative) {
    return new VirtualFile(folder, relative);
  }

  @Override
  public void status(DiskFile file, Completion<FileStatus> completion) {
    perform("status", file, completion, () -> at(file, path -> Result.done(status(path))));
  }

  @Override
  public void prepare(
      DiskFile file, long length, Allocation allocation, Completion<FileStatus> completion) {
    perform(
        "prepare", file, completion, () -> at(file, path -> prepareNow(path, length, allocation)));
  }

  private Result<FileStatus> prepareNow(Path path, long length, Allocation allocation) {
    SparseFile found = files.find(path).orElse(null);
    boolean takesAll = allocation == Allocation.FULL;
    long before = found == null ? 0 : found.usedBytes();
    if (takesAll && length > before && !files.take(length - before)) {
      return Result.failed(Reason.DISK_FULL, path.toString(), "no space left on device");
    }
    SparseFile file = found == null ? files.create(path) : found;
    file.lengthen(length, world.epochMillis());
    if (takesAll) {
      file.reserve(length);
    }
    return Result.done(status(path));
  }

  @Override
  public void read(List<Span> spans, Completion<Lease> completion) {
    int length = length(spans);
    perform(
        "read",
        spans,
        armNanos(spans, length),
        completion,
        () -> {
          Optional<Failure> failure = fault(spans, true);
          if (failure.isPresent()) {
            return new Result.Failed<>(failure.get());
          }
          Lease lease = program.pool().take(Math.max(1, length));
          lease.buffer().limit(length);
          readInto(spans, lease.buffer());
          return Result.done(new ReadLease(lease));
        });
  }

  @Override
  public void write(List<Span> spans, Lease data, Consumer<WriteOutcome> outcome) {
    ByteBuffer bytes = data.buffer().slice();
    int length = length(spans);
    if (bytes.remaining() != length) {
      throw new IllegalArgumentException(
          "the spans have " + length + " bytes, the lease " + bytes.remaining());
    }
    long start = Math.max(armFreeNanos, world.nowNanos());
    long end = armNanos(spans, length);
    PendingWrite write =
        new PendingWrite(spans, data, bytes, world.memory().sum(bytes), start, outcome);
    pendingWrites.add(write);
    pendingBytes += length;
    overloaded |= pendingBytes >= spec.overloadBytes();
    unfinished++;
    world.scheduleAt(end, program, () -> finish(write));
  }

  private void finish(PendingWrite write) {
    unfinished--;
    pendingWrites.remove(write);
    pendingBytes -= write.bytes.remaining();
    if (world.memory().sum(write.bytes) != write.sum) {
      world.fail(program.host().name() + " changed memory that it had handed to the disk");
    }
    Failure failure = fault(write.spans, false).orElse(null);
    if (failure == null) {
      failure = apply(write, write.bytes.remaining());
    }
    log("write", write.bytes.remaining(), failure != null, write.spans);
    if (overloaded && pendingBytes <= spec.overloadBytes() / 2) {
      overloaded = false;
      waitingForRelief.forEach(program::post);
      waitingForRelief.clear();
    }
    write.outcome.accept(
        failure == null
            ? new WriteOutcome.Written(write.data)
            : new WriteOutcome.NotWritten(write.data, failure));
  }

  /// Puts the first `limit` bytes of a write into the files.
  private @Nullable Failure apply(PendingWrite write, int limit) {
    ByteBuffer bytes = write.bytes.duplicate();
    for (Span span : write.spans) {
      int part = Math.min(span.length(), limit - bytes.position());
      ByteBuffer content = bytes.slice(bytes.position(), part);
      bytes.position(bytes.position() + part);
      if (span instanceof Span.InFile in) {
        Path path = place(in.file()).orElseThrow();
        SparseFile file = files.find(path).orElseThrow();
        if (!files.take(file.growth(in.offset(), part))) {
          return new Failure(Reason.DISK_FULL, path.toString(), "no space left on device");
        }
        file.write(in.offset(), content, world.epochMillis());
      }
    }
    return null;
  }

  @Override
  public boolean overloaded() {
    return overloaded;
  }

  @Override
  public void onRelief(Runnable task) {
    if (overloaded) {
      waitingForRelief.add(task);
    } else {
      loop.execute(task);
    }
  }

  @Override
  public void hash(HashAlgorithm algorithm, List<Span> spans, Completion<byte[]> completion) {
    hash(spans, completion, content -> digest(algorithm, List.of(content)));
  }

  @Override
  public void hashTrees(
      HashAlgorithm algorithm,
      List<Span> spans,
      int blockLength,
      int levels,
      Completion<byte[]> completion) {
    Disk.requireTrees(length(spans), blockLength, levels);
    hash(
        spans,
        completion,
        content -> {
          byte[] digests = digests(algorithm, content, blockLength);
          for (int level = 0; level < levels; level++) {
            digests = digests(algorithm, ByteBuffer.wrap(digests), 2 * algorithm.digestBytes());
          }
          return digests;
        });
  }

  private static byte[] digests(HashAlgorithm algorithm, ByteBuffer content, int blockLength) {
    ByteArrayOutputStream digests = new ByteArrayOutputStream();
    for (int at = 0; at < content.limit(); at += blockLength) {
      ByteBuffer block = content.slice(at, Math.min(blockLength, content.limit() - at));
      digests.writeBytes(digest(algorithm, List.of(block)));
    }
    return digests.toByteArray();
  }

  private void hash(
      List<Span> spans, Completion<byte[]> completion, Function<ByteBuffer, byte[]> digest) {
    int length = length(spans);
    perform(
        "hash",
        spans,
        hasherNanos(armNanos(spans, length), length),
        completion,
        () -> {
          Optional<Failure> failure = fault(spans, true);
          if (failure.isPresent()) {
            return new Result.Failed<>(failure.get());
          }
          ByteBuffer content = ByteBuffer.allocate(length);
          readInto(spans, content);
          return Result.done(digest.apply(content));
        });
  }

  @Override
  public void hashMemory(
      HashAlgorithm algorithm, List<ByteBuffer> memory, Completion<byte[]> completion) {
    List<ByteBuffer> views = memory.stream().map(ByteBuffer::duplicate).toList();
    int length = views.stream().mapToInt(ByteBuffer::remaining).sum();
    perform(
        "hash memory",
        List.of(),
        hasherNanos(world.nowNanos(), length),
        completion,
        () -> Result.done(digest(algorithm, views)));
  }

  @Override
  public void sync(List<DiskFile> list, Completion<Integer> completion) {
    perform("sync", List.of(), armNanos(List.of(), 0), completion, () -> Result.done(list.size()));
  }

  @Override
  public void move(DiskFile from, DiskFile to, Completion<DiskFile> completion) {
    perform(
        "move",
        from,
        completion,
        () ->
            at(
                from,
                source ->
                    at(
                        to,
                        target -> {
                          if (files.find(source).isEmpty()) {
                            return notFound(source);
                          }
                          if (files.find(target).isPresent()) {
                            return Result.failed(
                                Reason.DENIED, target.toString(), "the file exists");
                          }
                          files.rename(source, target);
                          return Result.done(to);
                        })));
  }

  @Override
  public void delete(DiskFile file, Completion<DiskFile> completion) {
    perform(
        "delete",
        file,
        completion,
        () ->
            at(
                file,
                path -> {
                  files.delete(path);
                  return Result.done(file);
                }));
  }

  @Override
  public void close(List<DiskFile> list, Completion<Integer> completion) {
    // After what is queued for them: the arm is free by then, but for neighbours changing places.
    perform("close", List.of(), armNanos(List.of(), 0), completion, () -> Result.done(list.size()));
  }

  @Override
  public void freeBytes(Path folder, Completion<Long> completion) {
    perform("free", List.of(), world.nowNanos(), completion, () -> Result.done(files.freeBytes()));
  }

  /// Operations whose completion has not run, for people.
  List<String> unfinished() {
    return unfinished == 0 ? List.of() : List.of(unfinished + " disk operations");
  }

  /// The program is killed: what a write had reached of the disk stays, the rest is lost.
  void kill() {
    for (PendingWrite write : pendingWrites) {
      boolean underWay = write.startNanos < world.nowNanos();
      if (underWay && fault(write.spans, false).isEmpty()) {
        apply(write, random.nextInt(write.bytes.remaining() + 1));
        break;
      }
    }
  }

  // --- time ---

  /// Lets the arm do something and says when that is done.
  private long armNanos(List<Span> spans, int bytes) {
    long nanos = spans.isEmpty() ? spec.seek().toNanos() : 0;
    for (Span span : spans) {
      if (span instanceof Span.InFile in) {
        Path path = in.file().path();
        if (!path.equals(armFile) || in.offset() != armOffset) {
          nanos += spec.seek().toNanos();
        }
        armFile = path;
        armOffset = in.offset() + in.length();
      }
    }
    nanos += bytes * 1_000_000_000L / spec.bytesPerSecond();
    armFreeNanos = Math.max(armFreeNanos, world.nowNanos()) + nanos;
    return armFreeNanos + random.nextLong(spec.seek().toNanos() + 1);
  }

  private long hasherNanos(long readyNanos, int bytes) {
    hasherFreeNanos =
        Math.max(hasherFreeNanos, readyNanos) + bytes * 1_000_000_000L / spec.hashBytesPerSecond();
    return hasherFreeNanos;
  }

  // --- outcome ---

  private <T> void perform(
      String what, DiskFile file, Completion<T> completion, Supplier<Result<T>> work) {
    Span here = new Span.InFile(file, 0, 0);
    perform(what, List.of(here), armNanos(List.of(), 0), completion, work);
  }

  private <T> void perform(
      String what,
      List<Span> spans,
      long atNanos,
      Completion<T> completion,
      Supplier<Result<T>> work) {
    unfinished++;
    world.scheduleAt(
        atNanos,
        program,
        () -> {
          unfinished--;
          Result<T> result = work.get();
          log(what, length(spans), result instanceof Result.Failed, spans);
          completion.accept(result);
        });
  }

  private void log(String what, int bytes, boolean failed, List<Span> spans) {
    String text = what;
    if (!spans.isEmpty() && spans.getFirst() instanceof Span.InFile in) {
      text = what + " " + in.file().path() + " " + in.offset();
    }
    world.log(program.host(), What.DISK, bytes, failed ? 1 : 0, text);
  }

  // --- places ---

  private interface AtPlace<T> {
    Result<T> run(Path path);
  }

  private <T> Result<T> at(DiskFile file, AtPlace<T> work) {
    Optional<Failure> fault = placeFault(file);
    return fault.isPresent()
        ? new Result.Failed<>(fault.get())
        : work.run(place(file).orElseThrow());
  }

  private Optional<Path> place(DiskFile file) {
    return file instanceof VirtualFile virtual
        ? files.locate(virtual.folder(), virtual.relative())
        : Optional.empty();
  }

  private Optional<Failure> placeFault(DiskFile file) {
    Optional<Path> place = place(file);
    if (place.isEmpty()) {
      return Optional.of(
          new Failure(
              Reason.UNSAFE_PATH, file.path().toString(), "not a regular file in its folder"));
    }
    Reason broken = files.brokenAt(place.get());
    return broken == null
        ? Optional.empty()
        : Optional.of(new Failure(broken, file.path().toString(), "the disk says " + broken));
  }

  /// Why the spans cannot be read or written.
  private Optional<Failure> fault(List<Span> spans, boolean mustBeLongEnough) {
    for (Span span : spans) {
      if (span instanceof Span.InFile in) {
        Optional<Failure> fault = placeFault(in.file());
        if (fault.isPresent()) {
          return fault;
        }
        String subject = in.file().path().toString();
        SparseFile file = files.find(place(in.file()).orElseThrow()).orElse(null);
        if (file == null) {
          return Optional.of(new Failure(Reason.NOT_FOUND, subject, "no such file"));
        }
        if (mustBeLongEnough && in.offset() + in.length() > file.length()) {
          return Optional.of(
              new Failure(Reason.CHANGED, subject, "the file is shorter than it should be"));
        }
      }
    }
    return Optional.empty();
  }

  private static <T> Result<T> notFound(Path path) {
    return Result.failed(Reason.NOT_FOUND, path.toString(), "no such file");
  }

  private FileStatus status(Path path) {
    return files
        .find(path)
        .map(file -> new FileStatus(true, file.length(), file.modifiedMillis()))
        .orElse(new FileStatus(false, 0, 0));
  }

  // --- bytes ---

  private static int length(List<Span> spans) {
    int length = 0;
    for (Span span : spans) {
      length = Math.addExact(length, span.length());
    }
    return length;
  }

  private void readInto(List<Span> spans, ByteBuffer target) {
    for (Span span : spans) {
      switch (span) {
        case Span.InFile in ->
            files
                .find(place(in.file()).orElseThrow())
                .orElseThrow()
                .read(in.offset(), target, in.length());
        case Span.Zeros zeros -> target.put(new byte[zeros.length()]);
      }
    }
    target.flip();
  }

  private static byte[] digest(HashAlgorithm algorithm, List<ByteBuffer> memory) {
    String name =
        switch (algorithm) {
          case SHA1 -> "SHA-1";
          case SHA256 -> "SHA-256";
        };
    try {
      MessageDigest digest = MessageDigest.getInstance(name);
      memory.forEach(bytes -> digest.update(bytes.duplicate()));
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + name, e);
    }
  }

  /// What was read: as from mapped memory, nobody may write there.
  private static final class ReadLease implements Lease {
    private final Lease lease;
    private final ByteBuffer view;

    ReadLease(Lease lease) {
      this.lease = lease;
      this.view = lease.buffer().asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer buffer() {
      var _ = lease.buffer();
      return view;
    }

    @Override
    public void release() {
      lease.release();
    }
  }
}

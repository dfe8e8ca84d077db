package dev.panal.engine.testing;

import dev.panal.io.BufferPool;
import dev.panal.io.Completion;
import dev.panal.io.Disk;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Lease;
import dev.panal.io.Result;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A disk in memory. Operations take a random time, so that they overtake each other; a write takes
/// effect in two halves, so that a crash can fall between. Files outlive the loop: give the same
/// [Volume] to the next disk.
public final class FakeDisk implements Disk {
  /// What outlives a crash.
  public static final class Volume {
    private final TreeMap<Path, Content> files = new TreeMap<>();
    private long clockTickMillis = 1;

    /// How coarse the times of modification are.
    public void clockTickMillis(long tick) {
      clockTickMillis = tick;
    }

    public boolean exists(Path path) {
      return files.containsKey(path);
    }

    public byte[] bytes(Path path) {
      Content content = files.get(path);
      if (content == null) {
        throw new AssertionError("no file " + path);
      }
      return content.bytes.clone();
    }

    /// Puts a file there, as another program would.
    public void put(Path path, byte[] bytes, long modifiedMillis) {
      Content content = new Content();
      content.bytes = bytes.clone();
      content.synced = bytes.clone();
      content.modifiedMillis = modifiedMillis;
      files.put(path, content);
    }

    public void remove(Path path) {
      files.remove(path);
    }

    public List<Path> paths() {
      return List.copyOf(files.keySet());
    }

    /// The power goes: what was not synced is gone, though names, lengths and times are as they
    /// were last. (A real file system may also lose those, which is easier to notice.)
    public void cutPower() {
      for (Content content : files.values()) {
        content.bytes = Arrays.copyOf(content.synced, content.bytes.length);
      }
    }
  }

  private static final class Content {
    private byte[] bytes = new byte[0];
    private byte[] synced = new byte[0];
    private long modifiedMillis;
  }

  private record FakeFile(Path path) implements DiskFile {}

  /// What a test makes of an operation before it happens.
  public enum Kind {
    STATUS,
    PREPARE,
    READ,
    WRITE,
    HASH,
    HASH_MEMORY,
    SYNC
  }

  private final EventLoop loop;
  private final BufferPool buffers;
  private final Volume volume;
  private final Random random;
  private Function<Kind, Failure.@Nullable Reason> faults = kind -> null;
  private long slowestMicros = 2_000;
  private boolean overloaded;
  private final List<Runnable> onRelief = new ArrayList<>();
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private int inFlight;

  public FakeDisk(EventLoop loop, BufferPool buffers, Volume volume, long seed) {
    this.loop = loop;
    this.buffers = buffers;
    this.volume = volume;
    this.random = new Random(seed);
  }

  public Volume volume() {
    return volume;
  }

  /// Asked before each operation; a reason makes it fail. A failed write may have happened in part.
  public void faults(Function<Kind, Failure.@Nullable Reason> asked) {
    faults = asked;
  }

  /// Operations take up to this long from now on.
  public void slowest(Duration time) {
    slowestMicros = Math.max(1, time.toNanos() / 1000);
  }

  /// Operations of this kind that were begun.
  public int count(Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  public int inFlight() {
    return inFlight;
  }

  public void overload(boolean over) {
    overloaded = over;
    if (!over) {
      List<Runnable> tasks = List.copyOf(onRelief);
      onRelief.clear();
      tasks.forEach(loop::execute);
    }
  }

  @Override
  public DiskFile file(Path folder, Path relative) {
    return new FakeFile(folder.resolve(relative));
  }

  @Override
  public void status(DiskFile file, Completion<FileStatus> completion) {
    later(Kind.STATUS, file.path(), () -> statusOf(file.path()), completion);
  }

  @Override
  public void prepare(
      DiskFile file, long length, Allocation allocation, Completion<FileStatus> completion) {
    later(
        Kind.PREPARE,
        file.path(),
        () -> {
          Content content = volume.files.computeIfAbsent(file.path(), path -> newContent());
          if (content.bytes.length < length) {
            content.bytes = Arrays.copyOf(content.bytes, Math.toIntExact(length));
            content.modifiedMillis = now();
          }
          return statusOf(file.path());
        },
        completion);
  }

  @Override
  public void read(List<Span> spans, Completion<Lease> completion) {
    later(
        Kind.READ,
        nameOf(spans),
        () -> {
          byte[] bytes = bytesOf(spans);
          Lease lease = buffers.take(bytes.length);
          lease.buffer().put(0, bytes);
          return lease;
        },
        completion);
  }

  @Override
  public void write(List<Span> spans, Lease data, Consumer<WriteOutcome> outcome) {
    counts.merge(Kind.WRITE, 1, Integer::sum);
    inFlight++;
    ByteBuffer bytes = data.buffer();
    if (spans.stream().mapToInt(Span::length).sum() != bytes.remaining()) {
      throw new IllegalArgumentException("spans and bytes differ in length");
    }
    Failure.@Nullable Reason fault = faults.apply(Kind.WRITE);
    int half = random.nextInt(bytes.remaining() + 1);
    loop.schedule(
        latency(),
        () -> {
          @Nullable Failure missing = put(spans, bytes, half);
          loop.schedule(
              latency(),
              () -> {
                @Nullable Failure failure =
                    fault != null
                        ? new Failure(fault, nameOf(spans).toString(), "told to fail")
                        : missing;
                if (failure == null) {
                  put(spans, bytes, bytes.remaining());
                }
                loop.schedule(latency(), () -> report(data, failure, outcome));
              });
        });
  }

  private void report(Lease data, @Nullable Failure failure, Consumer<WriteOutcome> outcome) {
    inFlight--;
    // As a real disk does: what is left of the buffer's position is the owner's to find out.
    data.buffer().position(data.buffer().limit());
    outcome.accept(
        failure == null
            ? new WriteOutcome.Written(data)
            : new WriteOutcome.NotWritten(data, failure));
  }

  private @Nullable Failure put(List<Span> spans, ByteBuffer data, int upTo) {
    int from = data.position();
    int left = upTo;
    for (Span span : spans) {
      int here = Math.min(left, span.length());
      if (here > 0 && span instanceof Span.InFile inFile) {
        Content content = volume.files.get(inFile.file().path());
        if (content == null) {
          return new Failure(
              Failure.Reason.NOT_FOUND, inFile.file().path().toString(), "no such file");
        }
        int end = Math.toIntExact(inFile.offset()) + here;
        if (content.bytes.length < end) {
          content.bytes = Arrays.copyOf(content.bytes, end);
        }
        data.get(from, content.bytes, Math.toIntExact(inFile.offset()), here);
        content.modifiedMillis = now();
      }
      from += here;
      left -= here;
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
      onRelief.add(task);
    } else {
      loop.execute(task);
    }
  }

  @Override
  public void hash(HashAlgorithm algorithm, List<Span> spans, Completion<byte[]> completion) {
    later(Kind.HASH, nameOf(spans), () -> digest(algorithm).digest(bytesOf(spans)), completion);
  }

  @Override
  public void hashTrees(
      HashAlgorithm algorithm,
      List<Span> spans,
      int blockLength,
      int levels,
      Completion<byte[]> completion) {
    throw new UnsupportedOperationException("the engine transfers v1, which has no trees");
  }

  @Override
  public void hashMemory(
      HashAlgorithm algorithm, List<ByteBuffer> memory, Completion<byte[]> completion) {
    later(
        Kind.HASH_MEMORY,
        Path.of("memory"),
        () -> {
          MessageDigest digest = digest(algorithm);
          memory.forEach(buffer -> digest.update(buffer.duplicate()));
          return digest.digest();
        },
        completion);
  }

  @Override
  public void sync(List<DiskFile> files, Completion<Integer> completion) {
    later(
        Kind.SYNC,
        files.isEmpty() ? Path.of("nothing") : files.getFirst().path(),
        () -> {
          for (DiskFile file : files) {
            Content content = volume.files.get(file.path());
            if (content == null) {
              throw new Fault(Failure.Reason.NOT_FOUND);
            }
            content.synced = content.bytes.clone();
          }
          return files.size();
        },
        completion);
  }

  @Override
  public void move(DiskFile from, DiskFile to, Completion<DiskFile> completion) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(DiskFile file, Completion<DiskFile> completion) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close(List<DiskFile> files, Completion<Integer> completion) {
    loop.schedule(latency(), () -> completion.accept(Result.done(files.size())));
  }

  @Override
  public void freeBytes(Path folder, Completion<Long> completion) {
    loop.schedule(latency(), () -> completion.accept(Result.done(1L << 40)));
  }

  private static final class Fault extends RuntimeException {
    private final Failure.Reason reason;

    Fault(Failure.Reason reason) {
      super(reason.name());
      this.reason = reason;
    }
  }

  private interface Work<T> {
    T get();
  }

  /// The work happens in the middle of the operation's time.
  private <T> void later(Kind kind, Path subject, Work<T> work, Completion<T> completion) {
    counts.merge(kind, 1, Integer::sum);
    inFlight++;
    Failure.@Nullable Reason fault = faults.apply(kind);
    loop.schedule(
        latency(),
        () -> {
          Result<T> result;
          try {
            result =
                fault == null
                    ? Result.done(work.get())
                    : Result.failed(fault, subject.toString(), "told to fail");
          } catch (Fault failed) {
            result = Result.failed(failed.reason, subject.toString(), "as the disk is");
          }
          Result<T> outcome = result;
          loop.schedule(
              latency(),
              () -> {
                inFlight--;
                completion.accept(outcome);
              });
        });
  }

  private Duration latency() {
    return Duration.ofNanos(1000 * (1 + random.nextLong(slowestMicros)));
  }

  private long now() {
    return loop.epochMillis() / volume.clockTickMillis * volume.clockTickMillis;
  }

  private Content newContent() {
    Content content = new Content();
    content.modifiedMillis = now();
    return content;
  }

  private FileStatus statusOf(Path path) {
    Content content = volume.files.get(path);
    return content == null
        ? new FileStatus(false, 0, 0)
        : new FileStatus(true, content.bytes.length, content.modifiedMillis);
  }

  private byte[] bytesOf(List<Span> spans) {
    byte[] bytes = new byte[spans.stream().mapToInt(Span::length).sum()];
    int at = 0;
    for (Span span : spans) {
      if (span instanceof Span.InFile inFile) {
        Content content = volume.files.get(inFile.file().path());
        if (content == null) {
          throw new Fault(Failure.Reason.NOT_FOUND);
        }
        if (inFile.offset() + span.length() > content.bytes.length) {
          throw new Fault(Failure.Reason.CHANGED);
        }
        System.arraycopy(content.bytes, Math.toIntExact(inFile.offset()), bytes, at, span.length());
      }
      at += span.length();
    }
    return bytes;
  }

  private static Path nameOf(List<Span> spans) {
    for (Span span : spans) {
      if (span instanceof Span.InFile inFile) {
        return inFile.file().path();
      }
    }
    return Path.of("zeros");
  }

  private static MessageDigest digest(HashAlgorithm algorithm) {
    try {
      return MessageDigest.getInstance(
          switch (algorithm) {
            case SHA1 -> "SHA-1";
            case SHA256 -> "SHA-256";
          });
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}

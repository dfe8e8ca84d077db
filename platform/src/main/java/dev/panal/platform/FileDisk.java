package dev.panal.platform;

import dev.panal.io.BufferPool;
import dev.panal.io.Completion;
import dev.panal.io.Disk;
import dev.panal.io.Failure;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Lease;
import dev.panal.io.Result;
import dev.panal.platform.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files through four small pools of threads: one that reads for peers, one that writes, one that
/// hashes, and one for everything that may take long and that nobody waits for block by block
/// (making room, syncing, moving). So a long check does not keep a peer waiting, and a long move
/// does not keep a download waiting.
///
/// This class is the half that lives on the loop: it counts, queues and answers. [FileJobs] is the
/// half that blocks.
final class FileDisk implements Disk {
  /// Files a file system is asked to make, move or sync at the same time.
  private static final int CHORE_THREADS = 2;

  /// What a failure is about where there is no file.
  private static final String MEMORY = "memory";

  private static final Logger log = LoggerFactory.getLogger(FileDisk.class);

  private final NioLoop loop;
  private final BufferPool buffers;
  private final FileJobs jobs;
  private final Workers readers;
  private final List<Workers> writers = new ArrayList<>();
  private final Workers hashers;
  private final Workers chores;
  private final Map<HashAlgorithm, HashQueue> hashing = new EnumMap<>(HashAlgorithm.class);
  private final Map<HashAlgorithm, HashGathering> gathering = new EnumMap<>(HashAlgorithm.class);
  private final long writeMarkBytes;
  private final long readAheadBytes;
  private final Queue<Reading> waitingReads = new ArrayDeque<>();
  private final Queue<Runnable> reliefTasks = new ArrayDeque<>();
  private int filesNamed;
  private long writingBytes;
  private long readingBytes;
  private boolean overloaded;
  private boolean knowsHowToHash;

  FileDisk(NioLoop loop, BufferPool buffers, String name, PlatformConfig.DiskConfig config) {
    this.loop = loop;
    this.buffers = buffers;
    jobs = new FileJobs(config.openFiles());
    // The queues need no bound of their own: reads are bounded by their memory, writes by the mark
    // their producers heed, and the rest holds no memory worth mentioning.
    readers = new Workers(name + "-read", config.readThreads(), Integer.MAX_VALUE);
    for (int i = 0; i < config.writeThreads(); i++) {
      writers.add(new Workers(name + "-write-" + i, 1, Integer.MAX_VALUE));
    }
    hashers = new Workers(name + "-hash", config.hashThreads(), Integer.MAX_VALUE);
    chores = new Workers(name + "-files", CHORE_THREADS, Integer.MAX_VALUE);
    for (HashAlgorithm algorithm : HashAlgorithm.values()) {
      HashQueue queue = new HashQueue(algorithm, hashers);
      hashing.put(algorithm, queue);
      gathering.put(algorithm, new HashGathering(loop, queue));
    }
    writeMarkBytes = config.writeMarkBytes();
    readAheadBytes = config.readAheadBytes();
  }

  /// Lets queued writes finish, cuts everything else short, and closes the files. Off the loop,
  /// while the loop still runs and can tell those who wait.
  void finish() {
    jobs.hurry();
    loop.execute(() -> {
      cancelWaitingReads();
      gathering.values().forEach(each -> each.close(() -> closed(MEMORY)));
    });
    readers.finish();
    writers.forEach(Workers::finish);
    hashers.finish();
    chores.finish();
    hashing.values().forEach(HashQueue::clear);
    jobs.close();
  }

  @Override
  public DiskFile file(Path folder, Path relative) {
    return new FileOnDisk(folder, relative, Math.floorMod(filesNamed++, writers.size()));
  }

  @Override
  public void status(DiskFile file, Completion<FileStatus> completion) {
    FileOnDisk ours = (FileOnDisk) file;
    submit(readers, ours, () -> jobs.status(ours), completion);
  }

  @Override
  public void prepare(
      DiskFile file, long length, Allocation allocation, Completion<FileStatus> completion) {
    if (length < 0) {
      throw new IllegalArgumentException("length " + length + " is negative");
    }
    FileOnDisk ours = (FileOnDisk) file;
    learnToHash();
    submitFor(List.of(ours), chores, () -> jobs.prepare(ours, length, allocation), completion);
  }

  /// Whoever makes room for a file is about to download it: by the time the first piece is there,
  /// it is known how to hash it.
  private void learnToHash() {
    if (!knowsHowToHash) {
      knowsHowToHash = true;
      submit(hashers, MEMORY, () -> Hashing.of(HashAlgorithm.SHA1), ignored -> {});
    }
  }

  @Override
  public void read(List<Span> spans, Completion<Lease> completion) {
    loop.requireLoop();
    List<Span> copy = List.copyOf(spans);
    waitingReads.add(new Reading(copy, Math.toIntExact(totalBytes(copy)), completion));
    starts(copy);
    startReads();
  }

  /// One that is larger than all the memory for reads is let through alone.
  private void startReads() {
    for (Reading next = waitingReads.peek();
        next != null && (readingBytes == 0 || readingBytes + next.length() <= readAheadBytes);
        next = waitingReads.peek()) {
      waitingReads.remove();
      start(next);
    }
  }

  private void start(Reading reading) {
    Lease lease = buffers.take(Math.max(1, reading.length()));
    ByteBuffer into = lease.buffer().limit(reading.length());
    readingBytes += reading.length();
    submit(
        readers,
        subject(reading.spans()),
        () -> {
          jobs.read(reading.spans(), into);
          return lease;
        },
        result -> {
          readingBytes -= reading.length();
          ends(reading.spans());
          if (result instanceof Result.Failed<Lease>) {
            lease.release();
          }
          startReads();
          reading.completion().accept(result);
        });
  }

  private void cancelWaitingReads() {
    for (Reading reading = waitingReads.poll(); reading != null; reading = waitingReads.poll()) {
      Reading cancelled = reading;
      loop.execute(() ->
          cancelled.completion().accept(new Result.Failed<>(closed(subject(cancelled.spans())))));
    }
  }

  @Override
  public void write(List<Span> spans, Lease data, Consumer<WriteOutcome> outcome) {
    loop.requireLoop();
    List<Span> copy = List.copyOf(spans);
    ByteBuffer bytes = data.buffer().duplicate();
    int length = bytes.remaining();
    if (totalBytes(copy) != length) {
      throw new IllegalArgumentException(
          "spans of " + totalBytes(copy) + " bytes for " + length + " bytes of data");
    }
    writingBytes += length;
    if (writingBytes > writeMarkBytes) {
      overloaded = true;
    }
    starts(copy);
    submit(
        writer(copy),
        subject(copy),
        () -> {
          jobs.write(copy, bytes);
          return data;
        },
        result -> {
          writingBytes -= length;
          ends(copy);
          relieve();
          outcome.accept(
              switch (result) {
                case Result.Done<Lease> done -> new WriteOutcome.Written(data);
                case Result.Failed<Lease> failed ->
                    new WriteOutcome.NotWritten(data, failed.failure());
              });
        });
  }

  /// All writes to a file go through one thread: the system lets only one write at a time, and the
  /// others would spin.
  private Workers writer(List<Span> spans) {
    for (Span span : spans) {
      if (span instanceof Span.InFile part) {
        return writers.get(((FileOnDisk) part.file()).writer());
      }
    }
    return writers.getFirst();
  }

  @Override
  public boolean overloaded() {
    return overloaded;
  }

  @Override
  public void onRelief(Runnable task) {
    loop.requireLoop();
    reliefTasks.add(task);
    loop.execute(this::nextRelief);
  }

  /// Only at half the mark, so that producers do not stop and go with every write.
  private void relieve() {
    if (overloaded && writingBytes <= writeMarkBytes / 2) {
      overloaded = false;
      loop.execute(this::nextRelief);
    }
  }

  /// One after the other: the first may produce so much that the next has to go on waiting.
  private void nextRelief() {
    Runnable task = overloaded ? null : reliefTasks.poll();
    if (task != null) {
      loop.execute(this::nextRelief);
      task.run();
    }
  }

  @Override
  public void hash(HashAlgorithm algorithm, List<Span> spans, Completion<byte[]> completion) {
    List<Span> copy = List.copyOf(spans);
    long _ = totalBytes(copy);
    loop.requireLoop();
    starts(copy);
    Object subject = subject(copy);
    HashJob job =
        new HashJob(
            subject,
            jobs.source(copy),
            answer(result -> {
              ends(copy);
              completion.accept(result);
            }));
    gathering(algorithm).add(job, () -> closed(subject));
  }

  @Override
  public void hashTrees(
      HashAlgorithm algorithm,
      List<Span> spans,
      int blockLength,
      int levels,
      Completion<byte[]> completion) {
    List<Span> copy = List.copyOf(spans);
    long length = totalBytes(copy);
    Disk.requireTrees(length, blockLength, levels);
    HashQueue queue = Objects.requireNonNull(hashing.get(algorithm));
    starts(copy);
    submit(
        hashers,
        subject(copy),
        () -> queue.hashBlocks(jobs.source(copy), length, blockLength, levels),
        result -> {
          ends(copy);
          completion.accept(result);
        });
  }

  @Override
  public void hashMemory(
      HashAlgorithm algorithm, List<ByteBuffer> memory, Completion<byte[]> completion) {
    loop.requireLoop();
    HashJob job = new HashJob(MEMORY, new MemorySource(memory), answer(completion));
    gathering(algorithm).addPiece(job, () -> closed(MEMORY));
  }

  private HashGathering gathering(HashAlgorithm algorithm) {
    return Objects.requireNonNull(gathering.get(algorithm));
  }

  private <T> Consumer<Result<T>> answer(Completion<T> completion) {
    return result -> loop.execute(() -> completion.accept(result));
  }

  @Override
  public void sync(List<DiskFile> files, Completion<Integer> completion) {
    List<FileOnDisk> ours = ours(files);
    submitFor(
        ours,
        chores,
        () -> {
          for (FileOnDisk file : ours) {
            jobs.sync(file);
          }
          return ours.size();
        },
        completion);
  }

  @Override
  public void move(DiskFile from, DiskFile to, Completion<DiskFile> completion) {
    FileOnDisk source = (FileOnDisk) from;
    FileOnDisk target = (FileOnDisk) to;
    whenIdle(
        List.of(source, target),
        () ->
            submitFor(
                List.of(source, target),
                chores,
                () -> {
                  jobs.move(source, target);
                  return to;
                },
                completion));
  }

  @Override
  public void delete(DiskFile file, Completion<DiskFile> completion) {
    FileOnDisk ours = (FileOnDisk) file;
    whenIdle(
        List.of(ours),
        () ->
            submitFor(
                List.of(ours),
                chores,
                () -> {
                  jobs.delete(ours);
                  return file;
                },
                completion));
  }

  @Override
  public void close(List<DiskFile> files, Completion<Integer> completion) {
    List<FileOnDisk> ours = ours(files);
    whenIdle(
        ours,
        () ->
            submit(
                chores,
                MEMORY,
                () -> {
                  ours.forEach(jobs::closeFile);
                  return ours.size();
                },
                completion));
  }

  @Override
  public void freeBytes(Path folder, Completion<Long> completion) {
    submit(readers, folder, () -> FileJobs.freeBytes(folder), completion);
  }

  /// Runs the task when what is queued for these files is done.
  private void whenIdle(List<FileOnDisk> files, Runnable task) {
    loop.requireLoop();
    if (files.isEmpty()) {
      task.run();
      return;
    }
    int[] busy = {files.size()};
    for (FileOnDisk file : files) {
      file.whenIdle(() -> {
        busy[0]--;
        if (busy[0] == 0) {
          task.run();
        }
      });
    }
  }

  private <T> void submitFor(
      List<FileOnDisk> files, Workers workers, Job<T> job, Completion<T> completion) {
    files.forEach(FileOnDisk::operationStarts);
    submit(
        workers,
        files.isEmpty() ? MEMORY : files.getFirst(),
        job,
        result -> {
          files.forEach(FileOnDisk::operationEnds);
          completion.accept(result);
        });
  }

  private <T> void submit(Workers workers, Object subject, Job<T> job, Completion<T> completion) {
    loop.requireLoop();
    try {
      workers.execute(() -> {
        Result<T> result = run(job, subject);
        loop.execute(() -> completion.accept(result));
      });
    } catch (RejectedExecutionException e) {
      loop.execute(() -> completion.accept(new Result.Failed<>(closed(subject))));
    }
  }

  /// A bug in a job must not leave its caller waiting for ever.
  private static <T> Result<T> run(Job<T> job, Object subject) {
    try {
      return new Result.Done<>(job.run());
    } catch (DiskFault e) {
      return new Result.Failed<>(e.failure());
    } catch (RuntimeException | Error e) {
      log.error("Work on {} failed", subject, e);
      return Result.failed(Reason.IO, subject.toString(), e.toString());
    }
  }

  private static Failure closed(Object subject) {
    return new Failure(Reason.CANCELLED, subject.toString(), "the disk is closed");
  }

  private static void starts(List<Span> spans) {
    for (Span span : spans) {
      if (span instanceof Span.InFile part) {
        ((FileOnDisk) part.file()).operationStarts();
      }
    }
  }

  private static void ends(List<Span> spans) {
    for (Span span : spans) {
      if (span instanceof Span.InFile part) {
        ((FileOnDisk) part.file()).operationEnds();
      }
    }
  }

  private static long totalBytes(List<Span> spans) {
    long total = 0;
    for (Span span : spans) {
      if (span.length() < 0 || (span instanceof Span.InFile part && part.offset() < 0)) {
        throw new IllegalArgumentException("negative: " + span);
      }
      total += span.length();
    }
    return total;
  }

  /// What a failure is about if nothing better is known.
  private static Object subject(List<Span> spans) {
    for (Span span : spans) {
      if (span instanceof Span.InFile part) {
        return part.file().path();
      }
    }
    return MEMORY;
  }

  private static List<FileOnDisk> ours(List<DiskFile> files) {
    List<FileOnDisk> ours = new ArrayList<>(files.size());
    files.forEach(file -> ours.add((FileOnDisk) file));
    return ours;
  }

  /// A read that waits for memory.
  private record Reading(List<Span> spans, int length, Completion<Lease> completion) {}

  /// Work on the files.
  @FunctionalInterface
  private interface Job<T> {
    T run() throws DiskFault;
  }
}

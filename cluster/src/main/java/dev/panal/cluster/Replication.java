package dev.panal.cluster;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Result;
import dev.panal.tracker.ring.Buckets;
import dev.panal.tracker.ring.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import org.jgroups.Address;

/// Records on their way to the owners of their buckets, on the loop.
///
/// A batch goes to each owner in one letter, or a few if it is large, and the owner answers when
/// its tracker has taken all of it. (Infinispan would run a function on the owners as well, but
/// sends one command a bucket to each, and answers each.) The question is what happens when owners
/// change meanwhile. Infinispan numbers its pictures of who owns what (topologies). Who becomes an
/// owner is given a copy of the bucket by an owner that has the picture in which it is one. So:
///
/// - A batch goes to all owners of one picture, those who are about to become owners among them.
/// - Each answers with the number of the picture that it has *after* the records were given to its
///   tracker. If that is not newer than the sender's, then the copies it gives to owners of a newer
///   one come later and have the records, as a tracker applies and copies in the order in which it
///   is asked. Then the batch is done.
/// - If one is newer, the batch is sent again, to the owners of the newer picture. Records may come
///   twice.
///
/// An owner that is no member of the ring any more is not waited for. If it was cut off and comes
/// back, what it lacks is joined then.
final class Replication {
  /// Batches under way; a tracker sends one or two at a time.
  private static final int MAX_JOBS = 64;

  /// Records in one letter: a short turn of the loop that takes them.
  private static final int MAX_LETTER_BYTES = 256 << 10;

  private static final byte[] TAKEN = {1};
  private static final byte[] REFUSED = {0};

  private final EventLoop loop;
  private final Replica replica;
  private final Duration patience;
  private final BiConsumer<Address, Letter> post;
  private final IntSupplier topology;
  private final Map<Long, Job> letters = new HashMap<>();
  private final Set<Job> jobs = new HashSet<>();
  private long numbers;

  /// @param post sends a letter, without waiting
  /// @param topology the number of Infinispan's newest picture
  Replication(
      EventLoop loop,
      Replica replica,
      Duration patience,
      BiConsumer<Address, Letter> post,
      IntSupplier topology) {
    this.loop = loop;
    this.replica = replica;
    this.patience = patience;
    this.post = post;
    this.topology = topology;
  }

  private record Batch(int bucket, byte[] records) {}

  private static final class Job {
    final List<Batch> batches = new ArrayList<>();
    final Completion<Void> completion;
    final long deadline;
    final Map<Long, Address> unanswered = new HashMap<>();
    int picture;
    boolean outdated;

    Job(Map<Integer, byte[]> batches, Completion<Void> completion, long deadline) {
      batches.forEach((bucket, records) -> this.batches.add(new Batch(bucket, records)));
      this.completion = completion;
      this.deadline = deadline;
    }
  }

  /// Where a batch is to go.
  ///
  /// @param writers of each bucket: all nodes of the ring that own it or are about to
  record Targets(int topology, List<List<Address>> writers, Address self) {}

  void begin(Map<Integer, byte[]> batches, Targets targets, Completion<Void> completion) {
    if (jobs.size() >= MAX_JOBS) {
      loop.execute(() -> fail(completion, Reason.CANCELLED, "too many batches are under way"));
      return;
    }
    Job job = new Job(batches, completion, loop.nanoTime() + patience.toNanos());
    jobs.add(job);
    // A completion never comes inside the call.
    loop.execute(() -> send(job, targets));
  }

  private void send(Job job, Targets targets) {
    if (!jobs.contains(job)) {
      return; // failed meanwhile
    }
    job.picture = targets.topology();
    job.outdated = false;
    Map<Address, List<Batch>> shares = new LinkedHashMap<>();
    for (Batch batch : job.batches) {
      List<Address> writers = targets.writers().get(batch.bucket());
      if (writers.isEmpty()) {
        end(job, Reason.UNREACHABLE, "bucket " + batch.bucket() + " has no owner yet");
        return;
      }
      writers.forEach(to -> shares.computeIfAbsent(to, t -> new ArrayList<>()).add(batch));
    }
    try {
      for (Batch batch : shares.getOrDefault(targets.self(), List.of())) {
        replica.apply(batch.bucket(), batch.records());
      }
    } catch (IllegalStateException e) {
      end(job, Reason.CANCELLED, "this node is overloaded");
      return;
    }
    shares.remove(targets.self());
    shares.forEach((to, buckets) -> send(job, to, buckets));
    look(job);
  }

  private void send(Job job, Address to, List<Batch> share) {
    List<Batch> some = new ArrayList<>();
    int bytes = 0;
    for (Batch batch : share) {
      int length = batch.records().length;
      if (bytes > 0 && bytes + length > MAX_LETTER_BYTES) {
        sendLetter(job, to, some);
        some = new ArrayList<>();
        bytes = 0;
      }
      some.add(batch);
      bytes += length;
    }
    sendLetter(job, to, some);
  }

  /// The first text names the buckets of the others.
  private void sendLetter(Job job, Address to, List<Batch> some) {
    byte[] names = new byte[some.size()];
    List<byte[]> texts = new ArrayList<>();
    texts.add(names);
    for (int i = 0; i < names.length; i++) {
      names[i] = (byte) some.get(i).bucket();
      texts.add(some.get(i).records());
    }
    long number = ++numbers;
    letters.put(number, job);
    job.unanswered.put(number, to);
    post.accept(to, new Letter(Letter.Kind.RECORDS, number, texts));
  }

  /// Records of another node have come. On any thread; the answer goes when they are taken.
  void receive(Address from, Letter letter) {
    boolean taken = take(letter);
    loop.execute(() -> {
      // On the loop, after the records: see above.
      List<byte[]> texts = List.of(taken ? TAKEN : REFUSED, Letter.number(topology.getAsInt()));
      post.accept(from, new Letter(Letter.Kind.RECORDS_TAKEN, letter.number(), texts));
    });
  }

  private boolean take(Letter letter) {
    byte[] names = letter.texts().isEmpty() ? new byte[0] : letter.texts().getFirst();
    if (letter.texts().size() != names.length + 1) {
      return false;
    }
    try {
      for (int i = 0; i < names.length; i++) {
        int bucket = names[i] & 0xFF;
        if (bucket >= Buckets.COUNT) {
          return false;
        }
        replica.apply(bucket, letter.texts().get(i + 1));
      }
      return true;
    } catch (IllegalStateException e) {
      return false; // overloaded: all of it is to be sent again
    }
  }

  void answered(Letter answer) {
    Job job = letters.remove(answer.number());
    if (job == null || !jobs.contains(job) || job.unanswered.remove(answer.number()) == null) {
      return;
    }
    if (answer.texts().size() != 2 || !Arrays.equals(answer.texts().getFirst(), TAKEN)) {
      end(job, Reason.CANCELLED, "an owner is overloaded");
      return;
    }
    job.outdated |= Letter.number(answer.texts().get(1)) > job.picture;
    look(job);
  }

  private void look(Job job) {
    if (!job.unanswered.isEmpty()) {
      return;
    }
    job.outdated |= topology.getAsInt() > job.picture;
    if (!job.outdated && jobs.remove(job)) {
      job.completion.accept(Outcome.DONE);
    }
  }

  /// Sends again what the present owners do not all have, and fails what has waited too long.
  ///
  /// @param members the nodes that are still there
  void look(Targets targets, Set<Address> members) {
    long now = loop.nanoTime();
    for (Job job : List.copyOf(jobs)) {
      if (job.deadline - now <= 0) {
        end(job, Reason.TIMED_OUT, "not all owners have answered in time");
        continue;
      }
      job.unanswered.values().removeIf(to -> !members.contains(to));
      look(job);
      if (jobs.contains(job) && job.outdated && targets.topology() > job.picture) {
        forget(job);
        send(job, targets);
      }
    }
  }

  void close() {
    for (Job job : List.copyOf(jobs)) {
      end(job, Reason.CANCELLED, "this node has left the ring");
    }
  }

  private void end(Job job, Reason reason, String detail) {
    forget(job);
    if (jobs.remove(job)) {
      fail(job.completion, reason, detail);
    }
  }

  private void forget(Job job) {
    letters.values().removeIf(job::equals);
    job.unanswered.clear();
  }

  private static void fail(Completion<Void> completion, Reason reason, String detail) {
    completion.accept(Result.failed(reason, "the ring", detail));
  }
}

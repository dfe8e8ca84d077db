package dev.panal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.panal.io.EventLoop;
import dev.panal.io.Result;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.tracker.ring.Buckets;
import dev.panal.tracker.ring.Replica;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A tracker for tests: a bucket is a set of numbers, a record is one of them. With its loop, and
/// its place in a ring.
final class Tracker implements Replica, AutoCloseable {
  static final String SECRET = "a secret of the ring, for tests";

  private static final RingTiming TIMING =
      new RingTiming(
          Duration.ofMillis(2500),
          Duration.ofSeconds(6),
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofMillis(1000),
          Duration.ofSeconds(4),
          Duration.ofMillis(1500),
          Duration.ofSeconds(15));

  final String name;
  final Platform platform;
  final EventLoop loop;
  final Map<Integer, Set<Long>> buckets = new HashMap<>();
  final List<String> heard = new CopyOnWriteArrayList<>();
  RingNode ring;
  volatile boolean overloaded;
  volatile boolean mute;

  private Tracker(String name) {
    this.name = name;
    try {
      platform = Platform.open(PlatformConfig.defaults().withName(name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    loop = platform.ports().loop();
  }

  static RingConfig config(String name, String secret, Tracker... others) {
    List<String> seeds = new ArrayList<>();
    for (Tracker other : others) {
      InetSocketAddress address = other.ring.address();
      seeds.add(address.getAddress().getHostAddress() + ":" + address.getPort());
    }
    InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return RingConfig.of("test", name, bind, seeds, secret).withTiming(TIMING);
  }

  static Tracker join(String name, Tracker... others) throws IOException {
    return join(config(name, SECRET, others));
  }

  static Tracker join(RingConfig config) throws IOException {
    Tracker tracker = new Tracker(config.node());
    try {
      tracker.ring = RingNode.join(config, tracker.loop, tracker);
    } catch (IOException | RuntimeException e) {
      tracker.platform.close();
      throw e;
    }
    return tracker;
  }

  // --- what the ring asks ---

  @Override
  public void apply(int bucket, byte[] records) {
    if (overloaded) {
      throw new IllegalStateException("too much waits here");
    }
    loop.execute(() -> add(bucket, records));
  }

  @Override
  public void absorb(int bucket, byte[] state) {
    loop.execute(() -> add(bucket, state));
  }

  private void add(int bucket, byte[] records) {
    ByteBuffer in = ByteBuffer.wrap(records);
    Set<Long> set = buckets.computeIfAbsent(bucket, b -> new TreeSet<>());
    while (in.hasRemaining()) {
      set.add(in.getLong());
    }
  }

  @Override
  public void copy(int bucket, Consumer<byte[]> receiver) {
    loop.execute(() -> receiver.accept(records(buckets.getOrDefault(bucket, Set.of()))));
  }

  @Override
  public void forget(int bucket) {
    loop.execute(() -> buckets.remove(bucket));
  }

  @Override
  public void answer(byte[] question, Consumer<byte[]> receiver) {
    if (!mute) {
      loop.execute(() -> receiver.accept((name + ":" + text(question)).getBytes(UTF_8)));
    }
  }

  @Override
  public void hear(byte[] news) {
    heard.add(text(news));
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  // --- what tests ask; from their own thread ---

  static byte[] records(Set<Long> numbers) {
    ByteBuffer out = ByteBuffer.allocate(numbers.size() * Long.BYTES);
    numbers.forEach(out::putLong);
    return out.array();
  }

  <T> T onLoop(Supplier<T> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.execute(() -> answer.complete(call.get()));
    return answer.orTimeout(10, TimeUnit.SECONDS).join();
  }

  /// A number's bucket.
  static int bucket(long number) {
    return (int) Long.remainderUnsigned(number, Buckets.COUNT);
  }

  /// Has numbers applied by their owners.
  CompletableFuture<Result<Void>> replicate(Set<Long> numbers) {
    Map<Integer, Set<Long>> dealt = new HashMap<>();
    numbers.forEach(n -> dealt.computeIfAbsent(bucket(n), b -> new TreeSet<>()).add(n));
    Map<Integer, byte[]> batches = new HashMap<>();
    dealt.forEach((bucket, set) -> batches.put(bucket, records(set)));
    CompletableFuture<Result<Void>> outcome = new CompletableFuture<>();
    loop.execute(() -> ring.replicate(batches, outcome::complete));
    return outcome;
  }

  CompletableFuture<Result<byte[]>> ask(int bucket, int attempt, String question) {
    CompletableFuture<Result<byte[]>> outcome = new CompletableFuture<>();
    loop.execute(() -> ring.ask(bucket, attempt, question.getBytes(UTF_8), outcome::complete));
    return outcome;
  }

  /// What this tracker knows of the buckets for which it answers.
  Set<Long> held() {
    return onLoop(() -> {
      Set<Long> all = new HashSet<>();
      buckets.forEach((bucket, set) -> {
        if (ring.holds(bucket)) {
          all.addAll(set);
        }
      });
      return all;
    });
  }

  int holdings() {
    return onLoop(() -> {
      int count = 0;
      for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
        count += ring.holds(bucket) ? 1 : 0;
      }
      return count;
    });
  }

  /// How many of the trackers know a number and answer for it.
  static int copies(List<Tracker> trackers, long number) {
    int copies = 0;
    for (Tracker tracker : trackers) {
      boolean knows =
          tracker.onLoop(() ->
              tracker.ring.holds(bucket(number))
                  && tracker.buckets.getOrDefault(bucket(number), Set.of()).contains(number));
      copies += knows ? 1 : 0;
    }
    return copies;
  }

  void leave() {
    ring.close();
    platform.close();
  }

  void kill() {
    ring.kill();
    platform.close();
  }

  @Override
  public void close() {
    kill();
  }

  static void closeAll(List<Tracker> trackers) {
    List<Thread> threads =
        trackers.stream().map(tracker -> Thread.ofVirtual().start(tracker::kill)).toList();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public String toString() {
    return name + Arrays.asList(holdings());
  }
}

package dev.panal.simulator;

import dev.panal.simulator.EventLog.What;
import dev.panal.simulator.EventQueue.Event;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A clock, a queue of events, and the hosts of a virtual net. Not for several threads, except for
/// [dev.panal.io.EventLoop#execute] of its programs.
public final class VirtualWorld implements AutoCloseable {
  /// 2026-01-01, so that times in files look like times.
  private static final long FIRST_EPOCH_MILLIS = 1_767_225_600_000L;

  /// More events than any sane turn has: beyond it two tasks are calling each other for ever.
  private static final int MAX_EVENTS_AT_ONE_TIME = 5_000_000;

  /// Failures beyond the first ones say nothing new.
  private static final int MAX_FAILURES_KEPT = 20;

  private final long seed;
  private final EventQueue queue = new EventQueue();
  private final EventLog log = new EventLog();
  private final Wires wires = new Wires();
  private final Memory memory = new Memory();
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<InetAddress, Host> hostsByAddress = new HashMap<>();
  private final Map<String, Host> names = new HashMap<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final ConcurrentLinkedQueue<Runnable> fromOtherThreads = new ConcurrentLinkedQueue<>();
  private final Thread thread = Thread.currentThread();
  private @Nullable Program running;
  private long nowNanos;
  private int eventsNow;
  private boolean closed;

  public VirtualWorld(long seed) {
    this.seed = seed;
  }

  /// Puts a machine into the world and starts a program on it.
  public Host host(HostSpec spec) {
    InetAddress address = spec.address().orElseGet(() -> defaultAddress(hosts.size()));
    if (hosts.containsKey(spec.name()) || hostsByAddress.containsKey(address)) {
      throw new IllegalArgumentException("name or address is taken: " + spec.name());
    }
    Host host = new Host(this, spec, address, hosts.size());
    hosts.put(spec.name(), host);
    hostsByAddress.put(address, host);
    names.put(spec.name(), host);
    host.start();
    return host;
  }

  /// Makes `name` another name of a host; the name in its [HostSpec] is one from the start.
  public void name(String name, Host host) {
    names.put(name, host);
  }

  /// Time since the world began.
  public Duration time() {
    return Duration.ofNanos(nowNanos);
  }

  /// Runs a step of the script of a scenario after `delay`.
  public void after(Duration delay, Runnable step) {
    schedule(Math.max(0, delay.toNanos()), null, step);
  }

  /// Lets the world go on until `condition`, asked after every event, holds.
  ///
  /// @return whether it came to hold before `limit` had passed
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    long end = nowNanos + limit.toNanos();
    while (true) {
      if (condition.getAsBoolean()) {
        return true;
      }
      takeFromOtherThreads();
      if (queue.isEmpty() || queue.nextNanos() > end) {
        nowNanos = Math.max(nowNanos, end);
        return condition.getAsBoolean();
      }
      step();
    }
  }

  /// Lets the world go on for a while.
  public void run(Duration time) {
    var _ = runUntil(() -> false, time);
  }

  /// The net between two hosts is cut: nothing gets through, and nobody is told.
  public void cut(Host one, Host other) {
    wires.cut(one, other);
    log(one, What.LINK, 0, other.number());
  }

  /// Mends what was cut; what was on the way in connections arrives now.
  public void mend(Host one, Host other) {
    log(one, What.LINK, 1, other.number());
    wires.mend(one, other);
  }

  public EventLog log() {
    return log;
  }

  /// Puts a line of the scenario into the log.
  public void note(Host host, String text) {
    log(host, What.NOTE, 0, 0, text);
  }

  /// What went wrong inside the world: exceptions out of callbacks, memory that was misused.
  public List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /// Throws if anything went wrong so far.
  public void check() {
    if (!failures.isEmpty()) {
      AssertionError error =
          new AssertionError(
              "the run had " + failures.size() + " failures, the first: " + failures.getFirst());
      failures.forEach(error::addSuppressed);
      throw error;
    }
  }

  /// Ends all programs. What they have on loan is not judged here; see [Host#stop()].
  @Override
  public void close() {
    closed = true;
    hosts.values().forEach(Host::end);
  }

  // --- for the parts of the world ---

  long nowNanos() {
    return nowNanos;
  }

  long epochMillis() {
    return FIRST_EPOCH_MILLIS + nowNanos / 1_000_000;
  }

  Wires wires() {
    return wires;
  }

  Memory memory() {
    return memory;
  }

  /// A source of chance that depends on the seed and on `purpose` alone.
  SplittableRandom random(String purpose) {
    CRC32C crc = new CRC32C();
    crc.update(purpose.getBytes(StandardCharsets.UTF_8));
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + crc.getValue());
  }

  Event schedule(long delayNanos, @Nullable Program program, Runnable task) {
    return queue.add(nowNanos + delayNanos, program, task);
  }

  Event scheduleAt(long nanos, @Nullable Program program, Runnable task) {
    return queue.add(Math.max(nanos, nowNanos), program, task);
  }

  void cancel(Event event) {
    queue.remove(event);
  }

  /// Like `schedule(0, …)`, from any thread.
  void execute(Program program, Runnable task) {
    if (thread.equals(Thread.currentThread())) {
      if (!closed) {
        schedule(0, program, task);
      }
    } else {
      fromOtherThreads.add(() -> schedule(0, program, task));
    }
  }

  boolean isRunning(Program program) {
    return program.equals(running) && thread.equals(Thread.currentThread());
  }

  /// Runs a piece of `program` now; whatever it throws is kept as a failure of the world.
  ///
  /// @return false if it threw
  boolean enter(Program program, Runnable task) {
    Program before = running;
    running = program;
    try {
      task.run();
      return true;
    } catch (RuntimeException | Error e) {
      fail(e);
      return false;
    } finally {
      running = before;
    }
  }

  void fail(Throwable failure) {
    if (failures.size() < MAX_FAILURES_KEPT) {
      failures.add(failure);
    }
  }

  void fail(String what) {
    fail(new AssertionError(what));
  }

  Optional<Host> hostAt(InetAddress address) {
    return Optional.ofNullable(hostsByAddress.get(address));
  }

  Optional<Host> hostNamed(String name) {
    return Optional.ofNullable(names.get(name));
  }

  void log(Host host, What what, long a, long b) {
    log.add(nowNanos, host.number(), what, a, b);
  }

  void log(Host host, What what, long a, long b, String text) {
    log.add(nowNanos, host.number(), what, a, b, text);
  }

  private void step() {
    Event event = queue.poll();
    if (event == null) {
      return;
    }
    if (event.nanos > nowNanos) {
      nowNanos = event.nanos;
      eventsNow = 0;
    } else if (++eventsNow > MAX_EVENTS_AT_ONE_TIME) {
      throw new IllegalStateException("time stands still: tasks call each other without end");
    }
    Program program = event.program;
    if (program == null) {
      event.task.run();
    } else if (program.alive()) {
      var _ = enter(program, event.task);
    }
  }

  private void takeFromOtherThreads() {
    Runnable next = fromOtherThreads.poll();
    while (next != null) {
      next.run();
      next = fromOtherThreads.poll();
    }
  }

  private static InetAddress defaultAddress(int number) {
    return InetAddress.ofLiteral(
        "10." + number / 62_500 + "." + number / 250 % 250 + "." + (number % 250 + 1));
  }
}

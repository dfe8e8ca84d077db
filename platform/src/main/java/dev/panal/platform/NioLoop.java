package dev.panal.platform;

import dev.panal.io.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread around one selector.
///
/// A turn is: wait for news, read the sockets that have some, run queued tasks, run due timers,
/// then flush every connection that was written to. Flushing last gathers all that a turn wrote to
/// a connection into one system call. Nothing in a turn may end the loop: whatever a task throws is
/// logged.
///
/// The thread is a daemon: how long the process lives is for the program to decide, and an owner
/// who forgot to close must not keep a JVM from ending.
final class NioLoop implements EventLoop, AutoCloseable {
  /// Tasks and timers run in one turn: enough for any burst, few enough that sockets are heard.
  private static final int TASKS_PER_TURN = 1024;

  /// Turns the loop still makes when it ends, so that whoever was closed hears of it.
  private static final int LAST_TURNS = 64;

  /// Longest delay a timer takes; longer ones are cut to it, which nobody will live to see.
  private static final Duration LONGEST_DELAY = Duration.ofDays(36_500);

  private static final long FOREVER = -1;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /// Short commands are over before the watchdog is worth starting.
  private static final Duration WATCHDOG_START = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(NioLoop.class);

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final TimerQueue timers = new TimerQueue();
  private final LoopGauge gauge = new LoopGauge();
  private final AtomicBoolean parked = new AtomicBoolean();
  private final Watchdog watchdog;
  private final List<SelectionKey> readyNow = new ArrayList<>();
  private List<TcpConnection> dirty = new ArrayList<>();
  private List<TcpConnection> flushing = new ArrayList<>();
  private volatile boolean ending;
  private volatile boolean ended;

  NioLoop(String name, Duration stallLimit) throws IOException {
    selector = Selector.open();
    thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
    watchdog = new Watchdog(thread, gauge, stallLimit, log::warn);
  }

  void start() {
    thread.start();
    execute(() -> schedule(WATCHDOG_START, watchdog::start));
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public void execute(Runnable task) {
    if (ended) {
      return;
    }
    tasks.add(task);
    if (parked.get() && !inLoop() && parked.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    requireLoop();
    Duration bounded = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    long nanos = bounded.isNegative() ? 0 : bounded.toNanos();
    return timers.add(System.nanoTime() + nanos, task);
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread().equals(thread);
  }

  /// A call from the wrong thread corrupts state that nothing locks: refuse it where it happens.
  void requireLoop() {
    if (!inLoop()) {
      throw new IllegalStateException(
          "called on " + Thread.currentThread().getName() + ", but " + thread.getName() + " owns");
    }
  }

  LoopGauge gauge() {
    return gauge;
  }

  SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
    return channel.register(selector, operations, ready);
  }

  /// Gives the ports of closed channels back to the system now. Java keeps a closed channel's port
  /// until its selector has had a look, and whoever closes a port expects it to be free.
  void releaseClosed() {
    try {
      int _ = selector.selectNow();
    } catch (IOException e) {
      log.debug("Ports that were closed are released later", e);
    }
  }

  /// Has the connection flushed at the end of this turn (or of the next one, if this turn already
  /// flushes).
  void flushAtTurnEnd(TcpConnection connection) {
    dirty.add(connection);
  }

  /// Ends the loop and waits for it, unless the loop itself asks. What is queued still runs.
  @Override
  public void close() {
    ending = true;
    selector.wakeup();
    if (inLoop()) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!ending) {
        select();
        turn();
      }
      lastTurns();
    } finally {
      ended = true;
      watchdog.stop();
      tasks.clear();
      closeSelector();
    }
  }

  private void select() {
    long timeoutMillis = timeoutMillis();
    try {
      if (timeoutMillis == 0) {
        selector.selectNow();
      } else {
        park(timeoutMillis);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the selector failed", e);
    }
  }

  /// Says that it parks before it looks at the queue for the last time: whoever adds a task after
  /// that look sees it and wakes the loop.
  private void park(long timeoutMillis) throws IOException {
    parked.set(true);
    try {
      if (tasks.isEmpty() && !ending) {
        selector.select(timeoutMillis == FOREVER ? 0 : timeoutMillis);
      } else {
        selector.selectNow();
      }
    } finally {
      parked.set(false);
    }
  }

  /// Rounded up: a timer a fraction of a millisecond away must not make the loop spin.
  private long timeoutMillis() {
    if (ending || !tasks.isEmpty() || !dirty.isEmpty()) {
      return 0;
    }
    if (timers.isEmpty()) {
      return FOREVER;
    }
    long nanos = timers.firstDeadlineNanos() - System.nanoTime();
    return nanos <= 0 ? 0 : (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
  }

  private void turn() {
    gauge.turnStarts(System.nanoTime());
    readyKeys();
    runTasks();
    runTimers();
    flush();
    gauge.turnEnds(System.nanoTime());
  }

  /// Goes through a copy: a handler may set off [#releaseClosed()], which changes the original.
  private void readyKeys() {
    Set<SelectionKey> selected = selector.selectedKeys();
    if (selected.isEmpty()) {
      return;
    }
    readyNow.addAll(selected);
    selected.clear();
    for (SelectionKey key : readyNow) {
      try {
        if (key.isValid()) {
          ((Ready) key.attachment()).ready(key);
        }
      } catch (Throwable e) {
        log.error("A socket on the event loop failed", e);
      }
    }
    readyNow.clear();
  }

  private void runTasks() {
    for (int i = 0; i < TASKS_PER_TURN; i++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      guarded(task);
    }
  }

  private void runTimers() {
    long now = System.nanoTime();
    long beforeSequence = timers.nextSequence();
    for (int i = 0; i < TASKS_PER_TURN; i++) {
      @Nullable Runnable task = timers.pollDue(now, beforeSequence);
      if (task == null) {
        return;
      }
      guarded(task);
    }
  }

  private void flush() {
    if (dirty.isEmpty()) {
      return;
    }
    List<TcpConnection> now = dirty;
    dirty = flushing;
    flushing = now;
    for (TcpConnection connection : now) {
      guarded(connection::flush);
    }
    now.clear();
  }

  /// One bad task must not take the others along, whatever it throws.
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      log.error("A task on the event loop failed", e);
    }
  }

  private void lastTurns() {
    for (SelectionKey key : List.copyOf(selector.keys())) {
      guarded(((Ready) key.attachment())::loopEnds);
    }
    for (int i = 0; i < LAST_TURNS && !(tasks.isEmpty() && dirty.isEmpty()); i++) {
      runTasks();
      flush();
    }
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException | ClosedSelectorException e) {
      log.warn("Closing the selector failed", e);
    }
  }
}

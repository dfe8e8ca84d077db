package dev.panal.simulator;

import dev.panal.io.EventLoop;
import dev.panal.simulator.EventQueue.Event;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The loop of one program: tasks and timers are events of the world. Time stands still during one.
final class VirtualLoop implements EventLoop {
  private final Program program;
  private final VirtualWorld world;
  private final Set<LoopTimer> timers = new LinkedHashSet<>();

  VirtualLoop(Program program) {
    this.program = program;
    this.world = program.world();
  }

  @Override
  public long nanoTime() {
    return world.nowNanos();
  }

  @Override
  public long epochMillis() {
    return world.epochMillis();
  }

  @Override
  public void execute(Runnable task) {
    world.execute(program, task);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    LoopTimer timer = new LoopTimer(task);
    timers.add(timer);
    timer.event = world.schedule(Math.max(0, delay.toNanos()), program, timer);
    return timer;
  }

  /// What is still to run, for people: a task's class says where it was made.
  List<String> timers() {
    return timers.stream().map(timer -> "a timer for " + timer.task.getClass().getName()).toList();
  }

  @Override
  public boolean inLoop() {
    return world.isRunning(program);
  }

  private final class LoopTimer implements Timer, Runnable {
    private final Runnable task;
    private @Nullable Event event;

    LoopTimer(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      timers.remove(this);
      task.run();
    }

    @Override
    public void cancel() {
      timers.remove(this);
      if (event != null) {
        world.cancel(event);
      }
    }
  }
}

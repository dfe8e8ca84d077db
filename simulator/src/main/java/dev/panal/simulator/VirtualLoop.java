package dev.panal.simulator;

import dev.panal.io.EventLoop;
import dev.panal.simulator.EventQueue.Event;
import java.time.Duration;

/// The loop of one program: tasks and timers are events of the world. Time stands still during one.
final class VirtualLoop implements EventLoop {
  private final Program program;
  private final VirtualWorld world;

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
    Event event = world.schedule(Math.max(0, delay.toNanos()), program, task);
    return () -> world.cancel(event);
  }

  @Override
  public boolean inLoop() {
    return world.isRunning(program);
  }
}

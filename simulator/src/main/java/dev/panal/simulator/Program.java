package dev.panal.simulator;

import dev.panal.io.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// One life of a program on a host, from its start to its crash or end. Its parts are in [Ports].
final class Program {
  private final Host host;
  private final VirtualWorld world;
  private final CheckedPool pool;
  private final VirtualLoop loop;
  private final VirtualNetwork network;
  private final VirtualDisk disk;
  private final VirtualHttp http;
  private final Ports ports;
  private boolean alive = true;

  Program(Host host, VirtualWorld world, SplittableRandom random) {
    this.host = host;
    this.world = world;
    pool = new CheckedPool(world);
    loop = new VirtualLoop(this);
    network = new VirtualNetwork(this);
    disk = new VirtualDisk(this, loop, host.files(), random.split());
    http = new VirtualHttp(this);
    ports = new Ports(loop, network, disk, http, pool, random);
  }

  Host host() {
    return host;
  }

  VirtualWorld world() {
    return world;
  }

  Ports ports() {
    return ports;
  }

  CheckedPool pool() {
    return pool;
  }

  VirtualNetwork network() {
    return network;
  }

  VirtualHttp http() {
    return http;
  }

  boolean alive() {
    return alive;
  }

  /// Runs `task` as a task of its own, now but after what is due.
  void post(Runnable task) {
    world.schedule(0, this, task);
  }

  /// What it has not given back, closed or cancelled, one line each.
  List<String> leftovers() {
    List<String> left = new ArrayList<>(pool.holders());
    left.addAll(loop.timers());
    left.addAll(network.open());
    left.addAll(disk.unfinished());
    return left;
  }

  /// Ends it as `kill -9` does: nothing of it runs any more, and the system closes its sockets.
  void kill() {
    alive = false;
    disk.kill();
    network.kill();
  }
}

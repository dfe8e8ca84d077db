package dev.panal.simulator;

import dev.panal.io.Ports;
import dev.panal.simulator.EventLog.What;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A machine of the world: a link, files, and at most one program at a time.
public final class Host {
  private final VirtualWorld world;
  private final HostSpec spec;
  private final InetAddress address;
  private final int number;
  private final VirtualFiles files;
  private final Uplink uplink;
  private final Downlink downlink;
  private @Nullable Program program;
  private LinkSpec link;
  private int starts;
  private boolean plugged = true;
  private long sentBytes;
  private long receivedBytes;

  Host(VirtualWorld world, HostSpec spec, InetAddress address, int number) {
    this.world = world;
    this.spec = spec;
    this.address = address;
    this.number = number;
    this.link = spec.link();
    this.files = new VirtualFiles(world, spec.disk());
    this.uplink = new Uplink(world, this);
    this.downlink = new Downlink(world, this);
  }

  public String name() {
    return spec.name();
  }

  public InetAddress address() {
    return address;
  }

  /// The disk as seen from outside; it outlives the programs.
  public VirtualFiles files() {
    return files;
  }

  /// The ports of the program that runs now.
  ///
  /// @throws IllegalStateException if none runs
  public Ports ports() {
    return program().ports();
  }

  public boolean up() {
    return program != null;
  }

  /// Offers a web site on a port of this host, until its program ends.
  public void serve(int port, WebSite site) {
    program().http().serve(port, site);
  }

  /// From now on every lease remembers where it was taken, and [#stop()] tells. Slow.
  public void rememberLeaseOrigins() {
    program().pool().rememberOrigins();
  }

  /// Changes the link; what is on the way stays on the way.
  public void relink(LinkSpec other) {
    link = other;
    world.log(this, What.LINK, other.upBytesPerSecond(), other.downBytesPerSecond());
  }

  /// Ends the program as `kill -9` does: the others see their connections cut, nothing of it ever
  /// runs again, what was written to files stays and what waited to be written is lost.
  public void crash() {
    world.log(this, What.END, starts, 0);
    end();
  }

  /// Starts the next program, after a crash or a stop: same address and files, all else fresh.
  ///
  /// @return its ports
  public Ports start() {
    if (program != null) {
      throw new IllegalStateException(name() + " already runs a program");
    }
    starts++;
    world.log(this, What.START, starts, 0, name());
    Program next = new Program(this, world, world.random(name() + " " + starts));
    program = next;
    return next.ports();
  }

  /// Ends a program that has closed everything: it is a failure of the run if a lease, a timer, a
  /// socket or a disk operation is left.
  public void stop() {
    List<String> left = program().leftovers();
    if (!left.isEmpty()) {
      world.fail(name() + " ended and left: " + String.join("; ", left));
    }
    world.log(this, What.END, starts, 1);
    end();
  }

  /// Pulls the cable: nothing gets through, and nobody is told.
  public void unplug() {
    plugged = false;
    world.log(this, What.LINK, -1, 0);
  }

  public void plugIn() {
    plugged = true;
    world.log(this, What.LINK, -1, 1);
    world.wires().retry();
  }

  /// Payload of TCP that has left this host, also what was lost with a connection.
  public long sentBytes() {
    return sentBytes;
  }

  /// Payload of TCP that was handed to programs of this host.
  public long receivedBytes() {
    return receivedBytes;
  }

  void countSent(int bytes) {
    sentBytes += bytes;
  }

  void countReceived(int bytes) {
    receivedBytes += bytes;
  }

  VirtualWorld world() {
    return world;
  }

  int number() {
    return number;
  }

  int starts() {
    return starts;
  }

  DiskSpec diskSpec() {
    return spec.disk();
  }

  LinkSpec link() {
    return link;
  }

  Uplink uplink() {
    return uplink;
  }

  Downlink downlink() {
    return downlink;
  }

  boolean plugged() {
    return plugged;
  }

  @Nullable Program programOrNull() {
    return program;
  }

  void end() {
    Program last = program;
    program = null;
    if (last != null) {
      last.kill();
    }
  }

  private Program program() {
    if (program == null) {
      throw new IllegalStateException(name() + " runs no program");
    }
    return program;
  }
}

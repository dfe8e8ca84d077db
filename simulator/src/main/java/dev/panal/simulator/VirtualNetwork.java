package dev.panal.simulator;

import dev.panal.io.CloseReason;
import dev.panal.io.Completion;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.Datagrams;
import dev.panal.io.Failure;
import dev.panal.io.Network;
import dev.panal.io.Result;
import dev.panal.simulator.EventLog.What;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The sockets of one program.
final class VirtualNetwork implements Network {
  /// When the first packet of a connection is sent, and sent again, if nothing comes back.
  private static final long[] ATTEMPT_SECONDS = {0, 1, 3, 7, 15, 31};

  private static final int FIRST_FREE_PORT = 49_152;
  private static final int LAST_PORT = 65_535;
  private static final Duration LOOK_UP_TIME = Duration.ofMillis(20);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");

  private final Program program;
  private final VirtualWorld world;
  private final SplittableRandom random;
  private final Uplink loopback;
  private final Set<VirtualConnection> connections = new LinkedHashSet<>();
  private final List<OpenListener> listeners = new ArrayList<>();
  private final List<VirtualDatagrams> sockets = new ArrayList<>();
  private int lastPort = FIRST_FREE_PORT - 1;

  VirtualNetwork(Program program) {
    this.program = program;
    this.world = program.world();
    this.random = world.random("network of " + host().name() + " " + host().starts());
    this.loopback = Uplink.unlimited(world);
  }

  @Override
  public Connection connect(
      InetSocketAddress remote,
      @Nullable InetAddress local,
      Duration timeout,
      ConnectionHandler handler) {
    InetAddress from = local != null ? local : sourceFor(remote.getAddress());
    VirtualConnection connection =
        new VirtualConnection(program, new InetSocketAddress(from, freePort()), remote);
    connection.handler(handler);
    connections.add(connection);
    if (!isOurs(from)) {
      program.post(() ->
          connection.refuse(
              CloseReason.Kind.UNREACHABLE, from.getHostAddress() + " is not our address"));
      return connection;
    }
    for (long seconds : ATTEMPT_SECONDS) {
      long nanos = seconds * 1_000_000_000L;
      if (nanos < timeout.toNanos()) {
        world.schedule(nanos, program, () -> attempt(connection));
      }
    }
    world.schedule(
        Math.max(0, timeout.toNanos()),
        program,
        () -> connection.refuse(CloseReason.Kind.TIMED_OUT, "no answer"));
    return connection;
  }

  /// Sends the packet that asks for a connection.
  private void attempt(VirtualConnection connection) {
    Optional<Host> target = hostOf(connection.remote().getAddress());
    if (!connection.connecting() || connection.joined() || target.isEmpty()) {
      return;
    }
    Host host = target.get();
    if (random.nextDouble() < Wires.loss(host(), host)) {
      return;
    }
    world.schedule(travelNanos(host(), host), null, () -> asked(connection, host));
  }

  /// The packet that asks for a connection is at its target.
  private void asked(VirtualConnection connection, Host target) {
    boolean dropped =
        !world.wires().open(host(), target) || (target.link().nat() && target != host());
    if (dropped || !connection.connecting() || connection.joined() || !program.alive()) {
      return;
    }
    long back = world.nowNanos() + travelNanos(target, host());
    Program there = target.programOrNull();
    OpenListener listener = there == null ? null : there.network().listenerAt(connection.remote());
    if (there == null || listener == null) {
      world.scheduleAt(
          back, program, () -> connection.refuse(CloseReason.Kind.REFUSED, "nobody listens there"));
      return;
    }
    VirtualConnection accepted =
        new VirtualConnection(
            there, /* local= */ connection.remote(), /* remote= */ connection.local());
    VirtualConnection.join(connection, accepted, random);
    world.scheduleAt(back, program, connection::connected);
    there.network().accept(accepted, listener, back);
  }

  private void accept(VirtualConnection connection, OpenListener listener, long back) {
    connections.add(connection);
    connection.stand(back);
    world.log(
        host(),
        What.ACCEPT,
        connection.local().getPort(),
        connection.remote().getPort(),
        connection.remote().toString());
    boolean fine =
        world.enter(
            program,
            () -> {
              ConnectionHandler handler = listener.acceptor.accept(connection);
              if (handler == null) {
                connection.close();
              } else {
                connection.handler(handler);
              }
            });
    if (!fine) {
      connection.close();
    }
  }

  @Override
  public Listener listen(InetSocketAddress local, Acceptor acceptor) throws IOException {
    checkOurs(local);
    int port = local.getPort();
    if (port == 0) {
      port = freePort();
    } else if (listeners.stream().anyMatch(other -> clash(other.local, local))) {
      throw new IOException(text(local) + ": address already in use");
    }
    OpenListener listener =
        new OpenListener(new InetSocketAddress(local.getAddress(), port), acceptor);
    listeners.add(listener);
    return listener;
  }

  @Override
  public Datagrams bind(InetSocketAddress local, Datagrams.Handler handler) throws IOException {
    checkOurs(local);
    int port = local.getPort();
    if (port == 0) {
      port = freePort();
    } else if (sockets.stream().anyMatch(other -> clash(other.local(), local))) {
      throw new IOException(text(local) + ": address already in use");
    }
    VirtualDatagrams socket =
        new VirtualDatagrams(
            program, new InetSocketAddress(local.getAddress(), port), handler, random);
    sockets.add(socket);
    return socket;
  }

  @Override
  public void resolve(String host, Completion<List<InetAddress>> completion) {
    Result<List<InetAddress>> result = lookUp(host);
    world.schedule(
        LOOK_UP_TIME.toNanos(),
        program,
        () -> {
          world.log(host(), What.RESOLVED, result instanceof Result.Done ? 1 : 0, 0, host);
          completion.accept(result);
        });
  }

  /// The addresses of a name, without the time it takes.
  Result<List<InetAddress>> lookUp(String name) {
    if (name.equals("localhost")) {
      return Result.done(List.of(LOOPBACK));
    }
    Optional<Host> named = world.hostNamed(name);
    if (named.isPresent()) {
      return Result.done(List.of(named.get().address()));
    }
    try {
      String literal = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
      return Result.done(List.of(InetAddress.ofLiteral(literal)));
    } catch (IllegalArgumentException _) {
      return Result.failed(Failure.Reason.UNKNOWN_HOST, name, "no such host");
    }
  }

  // --- for the other parts of the world ---

  Uplink loopback() {
    return loopback;
  }

  void forget(VirtualConnection connection) {
    connections.remove(connection);
  }

  void forget(VirtualDatagrams socket) {
    sockets.remove(socket);
  }

  /// The socket that hears datagrams to `address`.
  Optional<VirtualDatagrams> socketAt(InetSocketAddress address) {
    return sockets.stream().filter(socket -> covers(socket.local(), address)).findFirst();
  }

  /// The address others see when this host speaks to `remote`.
  InetAddress sourceFor(InetAddress remote) {
    if (remote.isLoopbackAddress()) {
      return remote instanceof Inet6Address ? LOOPBACK_6 : LOOPBACK;
    }
    return host().address();
  }

  /// The host that has `address`, seen from here.
  Optional<Host> hostOf(InetAddress address) {
    boolean here = address.isLoopbackAddress() || address.isAnyLocalAddress();
    return here ? Optional.of(host()) : world.hostAt(address);
  }

  /// Sockets that are open, for people.
  List<String> open() {
    List<String> open = new ArrayList<>();
    connections.forEach(connection -> open.add("a connection from " + connection));
    listeners.forEach(listener -> open.add("a listener on " + listener.local));
    sockets.forEach(socket -> open.add("a UDP socket on " + socket.local()));
    return open;
  }

  void kill() {
    List.copyOf(connections).forEach(VirtualConnection::cut);
    connections.clear();
    listeners.clear();
    List.copyOf(sockets).forEach(VirtualDatagrams::close);
  }

  private @Nullable OpenListener listenerAt(InetSocketAddress address) {
    for (OpenListener listener : listeners) {
      if (covers(listener.local, address)) {
        return listener;
      }
    }
    return null;
  }

  private long travelNanos(Host from, Host to) {
    long jitter = Wires.jitterNanos(from, to);
    return Wires.latencyNanos(from, to) + (jitter > 0 ? random.nextLong(jitter) : 0);
  }

  private Host host() {
    return program.host();
  }

  private int freePort() {
    do {
      lastPort = lastPort == LAST_PORT ? FIRST_FREE_PORT : lastPort + 1;
    } while (taken(lastPort));
    return lastPort;
  }

  private boolean taken(int port) {
    return listeners.stream().anyMatch(other -> other.local.getPort() == port)
        || sockets.stream().anyMatch(other -> other.local().getPort() == port);
  }

  private boolean isOurs(InetAddress address) {
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.equals(host().address());
  }

  private void checkOurs(InetSocketAddress local) throws IOException {
    if (!isOurs(local.getAddress())) {
      throw new IOException(text(local) + ": cannot assign requested address");
    }
  }

  /// Whether a socket on `local` is meant by `address`. As on real systems where nothing else is
  /// asked for, the wildcard of either family means every address.
  private static boolean covers(InetSocketAddress local, InetSocketAddress address) {
    return local.getPort() == address.getPort()
        && (local.getAddress().isAnyLocalAddress()
            || address.getAddress().isAnyLocalAddress()
            || local.getAddress().equals(address.getAddress()));
  }

  private static boolean clash(InetSocketAddress one, InetSocketAddress other) {
    return covers(one, other) || covers(other, one);
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + " port " + address.getPort();
  }

  private final class OpenListener implements Listener {
    private final InetSocketAddress local;
    private final Acceptor acceptor;

    OpenListener(InetSocketAddress local, Acceptor acceptor) {
      this.local = local;
      this.acceptor = acceptor;
    }

    @Override
    public InetSocketAddress local() {
      return local;
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }
}

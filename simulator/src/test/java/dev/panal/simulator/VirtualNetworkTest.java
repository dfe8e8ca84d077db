package dev.panal.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.Datagrams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Links with rates, latency, loss, NAT and cuts, and hosts that crash.
final class VirtualNetworkTest {
  private static final int PORT = 7000;
  private static final Duration LONG = Duration.ofHours(1);

  private final VirtualWorld world = new VirtualWorld(7);

  @Test
  void aTransferTakesAsLongAsTheSlowestLinkSays() {
    Host server = host("server", LinkSpec.fast().withRates(1_000_000, 1_000_000));
    Host client = host("client", LinkSpec.fast());
    Sender sender = serve(server, 10_000_000);
    Receiver receiver = connect(client, server);
    assertThat(world.runUntil(() -> receiver.bytes == 10_000_000, LONG)).isTrue();
    assertThat(sender.released).isPositive();
    // 10 MB at 1 MB/s, and headers.
    assertThat(seconds()).isCloseTo(10.3, within(0.4));
  }

  @Test
  void connectionsOfOneHostShareItsUplinkEvenly() {
    Host server = host("server", LinkSpec.fast().withRates(1_000_000, 1_000_000));
    serve(server, 10_000_000);
    List<Receiver> receivers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      receivers.add(connect(host("client " + i, LinkSpec.fast()), server));
    }
    world.run(Duration.ofSeconds(20));
    for (Receiver receiver : receivers) {
      assertThat(receiver.bytes).isBetween(4_500_000L, 5_000_000L);
    }
  }

  @Test
  void connectionsIntoOneHostShareItsDownlink() {
    Host client = host("client", LinkSpec.fast().withRates(1_000_000, 1_000_000));
    List<Receiver> receivers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Host server = host("server " + i, LinkSpec.fast());
      serve(server, 100_000_000);
      receivers.add(connect(client, server));
    }
    world.run(Duration.ofSeconds(40));
    long all = receivers.stream().mapToLong(receiver -> receiver.bytes).sum();
    assertThat(all).isBetween(36_000_000L, 40_000_000L);
    for (Receiver receiver : receivers) {
      assertThat(receiver.bytes).isGreaterThan(4_000_000L);
    }
  }

  @Test
  void latencyIsFeltOnceEachWay() {
    Host server = host("server", LinkSpec.fast().withLatency(Duration.ofMillis(60), Duration.ZERO));
    Host client = host("client", LinkSpec.fast().withLatency(Duration.ofMillis(40), Duration.ZERO));
    serve(server, 1000);
    Receiver receiver = connect(client, server);
    world.runUntil(() -> receiver.connected, LONG);
    assertThat(world.time()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void lossSlowsDownButLosesNothing() {
    double clean = transferSeconds(0);
    double lossy = transferSeconds(0.01);
    double veryLossy = transferSeconds(0.05);
    assertThat(lossy).isGreaterThan(1.5 * clean);
    assertThat(veryLossy).isGreaterThan(1.5 * lossy);
  }

  private double transferSeconds(double loss) {
    VirtualWorld fresh = new VirtualWorld(7);
    Host server = fresh.host(HostSpec.named("server").withLink(LinkSpec.fast().withLoss(loss)));
    Host client = fresh.host(HostSpec.named("client"));
    serve(server, 20_000_000);
    Receiver receiver = connect(client, server);
    assertThat(fresh.runUntil(() -> receiver.bytes == 20_000_000, LONG)).isTrue();
    fresh.check();
    return fresh.time().toMillis() / 1000.0;
  }

  @Test
  void nobodyReachesAHostBehindNatButItReachesOthers() {
    Host hidden = host("hidden", LinkSpec.fast().behindNat());
    Host open = host("open", LinkSpec.fast());
    serve(hidden, 1000);
    serve(open, 1000);
    Receiver inwards = connect(open, hidden);
    Receiver outwards = connect(hidden, open);
    world.run(Duration.ofSeconds(20));
    assertThat(inwards.reasons).containsExactly(CloseReason.Kind.TIMED_OUT);
    assertThat(outwards.bytes).isEqualTo(1000);
  }

  @Test
  void natLetsAnswersIn() throws IOException {
    Host hidden = host("hidden", LinkSpec.fast().behindNat());
    Host open = host("open", LinkSpec.fast());
    List<String> heard = new ArrayList<>();
    Datagrams inside =
        hidden
            .ports()
            .network()
            .bind(new InetSocketAddress(PORT), (bytes, from) -> heard.add("hidden"));
    Datagrams outside =
        open.ports()
            .network()
            .bind(new InetSocketAddress(PORT), (bytes, from) -> heard.add("open"));
    send(outside, hidden);
    world.run(Duration.ofSeconds(1));
    assertThat(heard).isEmpty();
    send(inside, open);
    world.run(Duration.ofSeconds(1));
    send(outside, hidden);
    world.run(Duration.ofSeconds(1));
    assertThat(heard).containsExactly("open", "hidden");
  }

  @Test
  void datagramsAreLostAsOftenAsTheLinkSays() throws IOException {
    Host one = host("one", LinkSpec.fast().withLoss(0.2));
    Host two = host("two", LinkSpec.fast());
    int[] heard = {0};
    Datagrams from = one.ports().network().bind(new InetSocketAddress(PORT), (bytes, sender) -> {});
    Datagrams to =
        two.ports().network().bind(new InetSocketAddress(PORT), (bytes, sender) -> heard[0]++);
    for (int i = 0; i < 2000; i++) {
      send(from, two);
      world.run(Duration.ofMillis(10));
    }
    assertThat(heard[0]).isBetween(1500, 1700);
    to.close();
  }

  @Test
  void aCutStopsAConnectionAndMendingItBringsTheRest() {
    Host server = host("server", LinkSpec.fast().withRates(1_000_000, 1_000_000));
    Host client = host("client", LinkSpec.fast());
    serve(server, 5_000_000);
    Receiver receiver = connect(client, server);
    world.run(Duration.ofSeconds(2));
    world.cut(server, client);
    world.run(Duration.ofSeconds(1));
    long before = receiver.bytes;
    world.run(Duration.ofSeconds(30));
    assertThat(receiver.bytes).isEqualTo(before).isPositive();
    assertThat(receiver.reasons).isEmpty();
    world.mend(server, client);
    assertThat(world.runUntil(() -> receiver.bytes == 5_000_000, LONG)).isTrue();
  }

  @Test
  void anUnpluggedHostIsSilent() {
    Host server = host("server", LinkSpec.fast());
    Host client = host("client", LinkSpec.fast());
    serve(server, 1000);
    server.unplug();
    Receiver receiver = connect(client, server);
    world.run(Duration.ofSeconds(2));
    server.plugIn();
    world.run(Duration.ofSeconds(2));
    // The packet that asks for a connection was repeated until it came through.
    assertThat(receiver.bytes).isEqualTo(1000);
    server.unplug();
    Receiver late = connect(client, server);
    world.run(Duration.ofMinutes(1));
    assertThat(late.reasons).containsExactly(CloseReason.Kind.TIMED_OUT);
  }

  @Test
  void aCrashCutsConnectionsAndRefusesNewOnesUntilTheRestart() {
    Host server = host("server", LinkSpec.fast().withRates(100_000, 100_000));
    Host client = host("client", LinkSpec.fast());
    Sender sender = serve(server, 5_000_000);
    Receiver receiver = connect(client, server);
    world.run(Duration.ofSeconds(5));
    int released = sender.released;
    server.crash();
    assertThat(server.up()).isFalse();
    world.run(Duration.ofSeconds(5));
    assertThat(receiver.reasons).containsExactly(CloseReason.Kind.RESET);
    assertThat(sender.released).isEqualTo(released);
    assertThat(sender.closed).isFalse();
    Receiver early = connect(client, server);
    world.run(Duration.ofSeconds(5));
    assertThat(early.reasons).containsExactly(CloseReason.Kind.REFUSED);
    server.start();
    serve(server, 500);
    Receiver late = connect(client, server);
    world.run(Duration.ofSeconds(5));
    assertThat(late.bytes).isEqualTo(500);
  }

  @Test
  void nothingOfACrashedProgramRuns() {
    Host host = host("host", LinkSpec.fast());
    List<String> ran = new ArrayList<>();
    host.ports().loop().schedule(Duration.ofSeconds(5), () -> ran.add("timer"));
    host.ports().loop().execute(() -> ran.add("task"));
    host.crash();
    host.start();
    world.run(Duration.ofSeconds(10));
    assertThat(ran).isEmpty();
  }

  @Test
  void whoeverKeepsAReceivedBufferFindsRubbish() {
    Host server = host("server", LinkSpec.fast());
    Host client = host("client", LinkSpec.fast());
    serve(server, 100);
    List<ByteBuffer> kept = new ArrayList<>();
    Receiver receiver =
        new Receiver() {
          @Override
          public void onBytes(ByteBuffer bytes) {
            kept.add(bytes.duplicate());
            super.onBytes(bytes);
          }
        };
    connect(client, server, receiver);
    world.run(Duration.ofSeconds(1));
    assertThat(kept.getFirst().get(0)).isEqualTo(Memory.POISON);
  }

  @Test
  void whoeverChangesMemoryThatTheNetworkHasIsFound() {
    Host server = host("server", LinkSpec.fast());
    Host client = host("client", LinkSpec.fast());
    serve(server, 100);
    ByteBuffer memory = ByteBuffer.allocate(100);
    Receiver receiver =
        new Receiver() {
          @Override
          public void onConnected() {
            connection().write(memory, () -> {});
            memory.put(50, (byte) 1);
          }
        };
    connect(client, server, receiver);
    world.run(Duration.ofSeconds(1));
    assertThat(world.failures()).hasSize(1);
    assertThat(world.failures().getFirst()).hasMessageContaining("changed memory");
  }

  private Host host(String name, LinkSpec link) {
    return world.host(HostSpec.named(name).withLink(link));
  }

  private double seconds() {
    return world.time().toMillis() / 1000.0;
  }

  /// Everybody who connects is sent `bytes` bytes.
  private static Sender serve(Host host, int bytes) {
    Sender sender = new Sender();
    try {
      host.ports()
          .network()
          .listen(
              new InetSocketAddress(PORT),
              connection -> {
                ByteBuffer data = ByteBuffer.allocate(bytes);
                int part = 16 * 1024;
                for (int at = 0; at < bytes; at += part) {
                  connection.write(
                      data.slice(at, Math.min(part, bytes - at)), () -> sender.released++);
                }
                return sender;
              });
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return sender;
  }

  private static Receiver connect(Host from, Host to) {
    Receiver receiver = new Receiver();
    connect(from, to, receiver);
    return receiver;
  }

  private static void connect(Host from, Host to, Receiver receiver) {
    receiver.connection =
        from.ports()
            .network()
            .connect(
                new InetSocketAddress(to.address(), PORT), null, Duration.ofSeconds(10), receiver);
  }

  private static void send(Datagrams from, Host to) {
    assertThat(from.send(ByteBuffer.allocate(100), new InetSocketAddress(to.address(), PORT)))
        .isTrue();
  }

  private static final class Sender implements ConnectionHandler {
    private int released;
    private boolean closed;

    @Override
    public void onBytes(ByteBuffer bytes) {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(CloseReason reason) {
      closed = true;
    }
  }

  private static class Receiver implements ConnectionHandler {
    private final List<CloseReason.Kind> reasons = new ArrayList<>();
    private Connection connection;
    private long bytes;
    private boolean connected;

    final Connection connection() {
      return connection;
    }

    @Override
    public void onConnected() {
      connected = true;
    }

    @Override
    public void onBytes(ByteBuffer arrived) {
      bytes += arrived.remaining();
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(CloseReason reason) {
      reasons.add(reason.kind());
    }
  }
}

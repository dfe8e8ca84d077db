package dev.panal.simulator;

import dev.panal.io.Datagrams;
import dev.panal.simulator.EventLog.What;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A UDP socket. Datagrams are lost on lossy links, at full routers and at cuts, and jitter changes
/// their order.
final class VirtualDatagrams extends Uplink.Source implements Datagrams {
  /// What a socket keeps while the link is busy; more is refused.
  private static final int MAX_QUEUED = 256;

  /// The most that fits into one datagram over IPv4.
  private static final int MAX_BYTES = 65_507;

  private final Program program;
  private final VirtualWorld world;
  private final InetSocketAddress local;
  private final Handler handler;
  private final SplittableRandom random;
  private final Deque<Letter> queue = new ArrayDeque<>();

  /// To whom this socket has spoken: a NAT lets their answers in.
  private final Set<InetSocketAddress> spokenTo = new HashSet<>();

  private boolean closed;

  VirtualDatagrams(
      Program program, InetSocketAddress local, Handler handler, SplittableRandom random) {
    this.program = program;
    this.world = program.world();
    this.local = local;
    this.handler = handler;
    this.random = random;
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public boolean send(ByteBuffer bytes, InetSocketAddress to) {
    Optional<Host> target = program.network().hostOf(to.getAddress());
    if (closed || queue.size() >= MAX_QUEUED || bytes.remaining() > MAX_BYTES) {
      return false;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    if (target.isEmpty()) {
      // It leaves, and is never heard of again.
      return true;
    }
    spokenTo.add(to);
    Host host = target.get();
    queue.addLast(new Letter(copy, to, host));
    Uplink uplink = host == program.host() ? program.network().loopback() : program.host().uplink();
    program.post(() -> uplink.offer(this));
    return true;
  }

  @Override
  public void close() {
    closed = true;
    queue.clear();
    program.network().forget(this);
  }

  @Override
  @Nullable Parcel next() {
    return queue.pollFirst();
  }

  private void hear(byte[] bytes, InetSocketAddress from) {
    Host host = program.host();
    boolean stranger = host.link().nat() && !from.getAddress().isLoopbackAddress();
    if (closed || (stranger && !spokenTo.contains(from))) {
      return;
    }
    world.log(host, What.DATAGRAM, local.getPort(), bytes.length, from.toString());
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    var _ = world.enter(program, () -> handler.onDatagram(buffer, from));
    java.util.Arrays.fill(bytes, Memory.POISON);
  }

  /// One datagram on its way.
  private final class Letter implements Parcel {
    private final byte[] bytes;
    private final InetSocketAddress to;
    private final Host target;

    Letter(byte[] bytes, InetSocketAddress to, Host target) {
      this.bytes = bytes;
      this.to = to;
      this.target = target;
    }

    @Override
    public int payloadBytes() {
      return bytes.length;
    }

    @Override
    public void depart(long atNanos) {
      Host from = program.host();
      if (random.nextDouble() >= Math.pow(1 - Wires.loss(from, target), packets())) {
        world.log(from, What.DATAGRAM_LOST, local.getPort(), bytes.length);
        return;
      }
      long jitter = Wires.jitterNanos(from, target);
      long travel = Wires.latencyNanos(from, target) + (jitter > 0 ? random.nextLong(jitter) : 0);
      world.scheduleAt(atNanos + travel, null, this::arrive);
    }

    @Override
    public void arrive() {
      Host from = program.host();
      if (!world.wires().open(from, target) || target.downlink().full()) {
        return;
      }
      long through = from == target ? world.nowNanos() : target.downlink().admit(wireBytes());
      world.scheduleAt(through, null, this::deliver);
    }

    private void deliver() {
      Program there = target.programOrNull();
      if (there == null) {
        return;
      }
      InetSocketAddress from =
          new InetSocketAddress(
              local.getAddress().isAnyLocalAddress()
                  ? program.network().sourceFor(to.getAddress())
                  : local.getAddress(),
              local.getPort());
      there.network().socketAt(to).ifPresent(socket -> socket.hear(bytes, from));
    }
  }
}

package dev.panal.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jgroups.JChannel;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.RED;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;

/// The protocols between nodes, from the socket up. TCP only, one port, nothing is broadcast to the
/// network. That a process has ended is seen by [RingTransport], that one hangs by heartbeats.
final class RingStack {
  /// A batch of records for a bucket, or a copy of a bucket's fragment, passes in one piece.
  private static final int FRAGMENT_BYTES = 60_000;

  /// What may be sent to a node before it has taken it in: copies of buckets come in a row.
  private static final long CREDIT_BYTES = 4 << 20;

  private static final long RETRANSMIT_MILLIS = 200;

  /// Longer messages than fragments do not exist.
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  /// Seeds that are tried before the start, and how long each.
  private static final int SEEDS_TRIED = 8;

  private static final int PROBE_MILLIS = 500;

  /// Times as long as where nobody listens.
  private static final int LISTENING_PATIENCE = 4;

  private RingStack() {}

  static JChannel channel(RingConfig config, Gate.Sockets sockets, Mail mail) throws Exception {
    RingTiming timing = config.timing();
    RingTransport tcp = transport(config, sockets);
    long hung = timing.hung().toMillis();
    List<Protocol> protocols = new ArrayList<>();
    protocols.add(tcp);
    protocols.add(new RED());
    Seeds seeds = new Seeds(config.seeds(), config.joinFile());
    Duration patience = patience(config, seeds);
    protocols.add(new SeedDiscovery(seeds, patience).returnEntireCache(true));
    protocols.add(
        new MERGE3()
            .setMinInterval(timing.mergeMin().toMillis())
            .setMaxInterval(timing.mergeMax().toMillis())
            .setCheckInterval(timing.mergeMax().toMillis() * 3 / 2));
    protocols.add(new FD_ALL3().setTimeout(hung).setInterval(hung / 4));
    protocols.add(new VERIFY_SUSPECT2().setTimeout(timing.verify().toMillis()));
    protocols.add(
        new NAKACK2()
            .useMcastXmit(false)
            .setXmitInterval(RETRANSMIT_MILLIS)
            .resendLastSeqno(true)
            .logDiscardMessages(false));
    protocols.add(new UNICAST3().setXmitInterval(RETRANSMIT_MILLIS).setConnCloseTimeout(5_000));
    protocols.add(new STABLE().setDesiredAverageGossip(5_000).setMaxBytes(1 << 20));
    protocols.add(new GMS().printLocalAddress(false).setJoinTimeout(patience.toMillis()));
    protocols.add(new UFC().setMaxCredits(CREDIT_BYTES));
    protocols.add(new MFC().setMaxCredits(CREDIT_BYTES));
    protocols.add(new FRAG4().setFragSize(FRAGMENT_BYTES));
    protocols.add(mail);
    return new JChannel(protocols).name(config.node());
  }

  /// How long to wait for an answer before beginning a ring of one's own: if there is nobody to
  /// ask, not at all. If somebody listens there, longer: whoever began a ring beside the one that
  /// is there would answer clients from an empty memory until the two are joined, and a busy
  /// machine takes seconds to answer.
  private static Duration patience(RingConfig config, Seeds seeds) {
    List<InetSocketAddress> others =
        seeds.addresses().stream().filter(seed -> !seed.equals(config.bind())).toList();
    if (others.isEmpty()) {
      return Duration.ofMillis(1);
    }
    Duration join = config.timing().join();
    return others.stream().limit(SEEDS_TRIED).anyMatch(RingStack::listens)
        ? join.multipliedBy(LISTENING_PATIENCE)
        : join;
  }

  private static boolean listens(InetSocketAddress seed) {
    try (Socket socket = new Socket()) {
      socket.connect(seed, PROBE_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static RingTransport transport(RingConfig config, Gate.Sockets sockets) {
    RingTransport tcp = new RingTransport();
    tcp.setBindAddress(config.bind().getAddress());
    tcp.setBindPort(config.bind().getPort());
    tcp.setPortRange(0);
    config
        .advertised()
        .ifPresent(address -> {
          tcp.setExternalAddr(address.getAddress());
          tcp.setExternalPort(address.getPort());
        });
    tcp.useVirtualThreads(true);
    tcp.setSockConnTimeout((int) SealedSocket.HANDSHAKE.toMillis());
    tcp.setMaxLength(MAX_MESSAGE_BYTES);
    tcp.tcpNodelay(true);
    tcp.logDetails(false);
    tcp.logDiscardMsgs(false);
    tcp.setSocketFactory(sockets);
    return tcp;
  }
}

package dev.panal.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.BaseBundler;
import org.jgroups.protocols.TCP;
import org.jgroups.stack.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// JGroups' TCP, which suspects a node as soon as its process has ended: when a connection to it
/// closes and nobody listens at its port any more.
///
/// That a connection closes alone means little: two nodes that connect to each other at once give
/// one up. And the usual detector, FD_SOCK2, wants a second port at which it believes everybody.
final class RingTransport extends TCP {
  private static final Logger LOG = LoggerFactory.getLogger(RingTransport.class);

  /// A port without a listener refuses at once. What does not answer at all is for the heartbeats.
  private static final int PROBE_MILLIS = 2_000;

  /// The system closes what a killed process had open one after the other: the connection may be
  /// gone before the port is, and a single probe would find somebody listening.
  private static final int PROBES = 3;

  private static final int BETWEEN_PROBES_MILLIS = 300;

  private final Couriers couriers =
      new Couriers((to, letter) -> sendUnicast(to, letter, 0, letter.length));

  RingTransport() {
    // Its headers are TCP's, and are told by that number.
    id = ClassConfigurator.getProtocolId(TCP.class);
    enable_suspect_events = true;
  }

  /// A sender for each node, so that one that hangs holds up no other. With JGroups' default, one
  /// sender for all, its thread spins for good once a node has left while something waited for it.
  @Override
  public void init() throws Exception {
    super.init();
    if (!(bundler instanceof BaseBundler senders)) {
      throw new IllegalStateException("JGroups sends with " + bundler);
    }
    senders.useSingleSenderThread(false);
  }

  /// What is for all goes to each by itself. JGroups' one sender for it would wait at a node behind
  /// a cut cable until the system gives up, and meanwhile no view, and no heartbeat, would reach
  /// the nodes on this side of it.
  @Override
  protected void sendUnicasts(List<PhysicalAddress> nodes, byte[] data, int offset, int length) {
    couriers.send(nodes, Arrays.copyOfRange(data, offset, offset + length));
  }

  @Override
  public void retainAll(Collection<Address> nodes) {
    super.retainAll(nodes);
    couriers.keep(nodes);
  }

  @Override
  public void connectionClosed(Connection connection) {
    Address peer = connection.peerAddress();
    if (!connected || !(peer instanceof IpAddress address)) {
      return;
    }
    Thread.ofVirtual()
        .name("ring probe")
        .start(() -> {
          if (refuses(new InetSocketAddress(address.getIpAddress(), address.getPort()))
              && connected) {
            LOG.debug("nobody listens at {} any more", peer);
            super.connectionClosed(connection);
          }
        });
  }

  /// For a node that ends: that its own connections close is no sign of others.
  void suspectNobody() {
    enable_suspect_events = false;
  }

  private static boolean refuses(InetSocketAddress address) {
    for (int probe = 0; probe < PROBES; probe++) {
      try (Socket socket = new Socket()) {
        socket.connect(address, PROBE_MILLIS);
        Thread.sleep(BETWEEN_PROBES_MILLIS);
      } catch (ConnectException e) {
        return true;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }
}

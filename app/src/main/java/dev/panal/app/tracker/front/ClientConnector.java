package dev.panal.app.tracker.front;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// Accepts connections, and ends those of clients that are too slow.
final class ClientConnector extends ServerConnector {
  private static final long LOOK_MILLIS = 500;

  private final AddressPlaces places;
  private final FrontLimits limits;

  ClientConnector(
      Server server, AddressPlaces places, FrontLimits limits, ConnectionFactory... factories) {
    super(server, 1, 1, factories);
    this.places = places;
    this.limits = limits;
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
    SocketChannelEndPoint endPoint =
        new ClientEndPoint(channel, selector, key, getScheduler(), places, limits);
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  /// Connections of addresses that had too many, since the start.
  long refused() {
    return places.refused();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    lookAgain();
  }

  private void lookAgain() {
    getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    long now = System.nanoTime();
    for (EndPoint endPoint : getConnectedEndPoints()) {
      if (endPoint instanceof ClientEndPoint client && client.late(now)) {
        client.close();
      }
    }
    if (isRunning()) {
      lookAgain();
    }
  }
}

package dev.panal.app.tracker.front;

import dev.panal.tracker.HttpTracker;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;

/// Connections that begin as [AnnounceConnection]s: the first request which is no plain announce
/// makes a connection of the server out of them.
final class QuickAnnounces extends AbstractConnectionFactory {
  private final HttpTracker tracker;
  private final HttpConnectionFactory server;

  QuickAnnounces(HttpTracker tracker, HttpConnectionFactory server) {
    super("announces");
    this.tracker = tracker;
    this.server = server;
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    AnnounceConnection connection =
        new AnnounceConnection(
            endPoint,
            connector.getExecutor(),
            connector.getByteBufferPool(),
            tracker,
            () -> server.newConnection(connector, endPoint));
    return configure(connection, connector, endPoint);
  }
}

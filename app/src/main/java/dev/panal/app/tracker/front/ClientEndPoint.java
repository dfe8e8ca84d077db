package dev.panal.app.tracker.front;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// One connection, and until when its client must have done what it is at.
///
/// Jetty closes connections on which nothing moves. A client that sends a byte every few seconds
/// moves, and could hold connections for hours (slowloris); so from the first byte of a request
/// until all of its headers are there, a clock runs, whatever it sends. So it does for bodies, and
/// for large answers that are not taken.
final class ClientEndPoint extends SocketChannelEndPoint {
  private static final long NONE = Long.MAX_VALUE;

  private final AddressPlaces places;
  private final @Nullable InetAddress place;
  private final long headersNanos;
  private final long bodyNanos;
  private volatile long deadlineNanos;
  private volatile boolean busy;

  /// @throws IOException if its address has all the connections that it may have
  ClientEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      AddressPlaces places,
      FrontLimits limits)
      throws IOException {
    super(channel, selector, key, scheduler);
    this.places = places;
    this.headersNanos = limits.headers().toNanos();
    this.bodyNanos = limits.body().toNanos();
    this.deadlineNanos = System.nanoTime() + headersNanos;
    this.place = places.enter(channel.getRemoteAddress());
  }

  /// The connection that a request came on.
  static @Nullable ClientEndPoint of(Request request) {
    return under(request.getConnectionMetaData().getConnection().getEndPoint());
  }

  /// The connection that this one is, or is wrapped around.
  static @Nullable ClientEndPoint under(EndPoint outer) {
    EndPoint endPoint = outer;
    while (endPoint instanceof EndPoint.Wrapper wrapper) {
      endPoint = wrapper.unwrap();
    }
    return endPoint instanceof ClientEndPoint client ? client : null;
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    int filled = super.fill(buffer);
    if (filled > 0 && !busy && deadlineNanos == NONE) {
      deadlineNanos = System.nanoTime() + headersNanos;
    }
    return filled;
  }

  /// The headers of a request are complete, and its answer will be short.
  void requested() {
    deadlineNanos = NONE;
  }

  /// From now until [#ended()] a request is at work.
  ///
  /// @param transfers whether it has a body, or its answer is large, so that it must end in time
  void begun(boolean transfers) {
    busy = true;
    deadlineNanos = transfers ? System.nanoTime() + bodyNanos : NONE;
  }

  void ended() {
    busy = false;
    deadlineNanos = NONE;
  }

  boolean late(long nowNanos) {
    long deadline = deadlineNanos;
    return deadline != NONE && nowNanos - deadline > 0;
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    super.onClose(cause);
    if (place != null) {
      places.leave(place);
    }
  }
}

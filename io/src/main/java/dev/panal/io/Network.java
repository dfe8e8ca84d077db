package dev.panal.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sockets: TCP connections, TCP listeners and UDP.
public interface Network {
  /// Starts to connect. The outcome is [ConnectionHandler#onConnected()] or, if it fails or takes
  /// longer than the timeout, [ConnectionHandler#onClosed(CloseReason)]; never inside this call.
  ///
  /// @param remote a resolved address
  /// @param local the address to connect from, or null to let the system choose
  Connection connect(
      InetSocketAddress remote,
      @Nullable InetAddress local,
      Duration timeout,
      ConnectionHandler handler);

  /// Accepts connections on `local`; port 0 takes any free port, see [Listener#local()].
  ///
  /// @throws IOException if the address cannot be had; the message names it
  Listener listen(InetSocketAddress local, Acceptor acceptor) throws IOException;

  /// Opens a UDP socket on `local`; port 0 takes any free port.
  ///
  /// @throws IOException if the address cannot be had; the message names it
  Datagrams bind(InetSocketAddress local, Datagrams.Handler handler) throws IOException;

  /// Opens a UDP socket on `local` that answers what it hears at once.
  ///
  /// @param local port 0 takes any free port
  /// @throws IOException if the address cannot be had; the message names it
  default DatagramService serve(InetSocketAddress local, DatagramService.Responder responder)
      throws IOException {
    return new PlainDatagramService(this, local, responder);
  }

  /// Looks up a host name (a literal address answers too). Fails with
  /// [Failure.Reason#UNKNOWN_HOST].
  void resolve(String host, Completion<List<InetAddress>> completion);

  /// Decides what becomes of an incoming connection.
  @FunctionalInterface
  interface Acceptor {
    /// @return who hears of the connection from now on, or null to close it at once
    @Nullable ConnectionHandler accept(Connection connection);
  }

  /// An open port.
  interface Listener {
    /// The address with the port that was really taken.
    InetSocketAddress local();

    /// Accepts no more; connections that were accepted live on.
    void close();
  }
}

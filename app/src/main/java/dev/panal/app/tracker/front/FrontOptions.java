package dev.panal.app.tracker.front;

import dev.panal.app.network.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// What can be set about the HTTP port.
///
/// @param port 0 takes any free port
/// @param proxies reverse proxies that are believed when they say for whom they ask
/// @param tls the certificate; without one the port speaks plain HTTP only, with one both
public record FrontOptions(
    InetAddress address,
    int port,
    List<AddressRange> proxies,
    Optional<TlsFiles> tls,
    FrontLimits limits) {
  public FrontOptions {
    proxies = List.copyOf(proxies);
  }

  /// Plain HTTP, and nobody believed.
  public static FrontOptions plain(InetAddress address, int port) {
    return new FrontOptions(address, port, List.of(), Optional.empty(), FrontLimits.defaults());
  }
}

package dev.panal.app.network;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Reads addresses from options and writes them for people.
public final class Addresses {
  private static final int MAX_PORT = 65_535;

  private Addresses() {}

  /// The address to bind to: an address, or the name of an interface, of which the best address is
  /// taken.
  ///
  /// @param option named in the failure
  public static InetAddress bind(String option, String text) {
    try {
      NetworkInterface named = NetworkInterface.getByName(text);
      if (named != null) {
        return named
            .inetAddresses()
            .min(Comparator.comparingInt(Addresses::rank))
            .orElseThrow(
                () -> usage(option + " " + text + ": the interface has no address; is it up?"));
      }
    } catch (SocketException e) {
      // Then it is taken for an address.
    }
    return literal(option, text);
  }

  // IPv4 first, because most peers have nothing else; link-local addresses are of little use.
  private static int rank(InetAddress address) {
    return (address instanceof Inet4Address ? 0 : 1) + (address.isLinkLocalAddress() ? 2 : 0);
  }

  /// A port that may be 0, for any free one.
  public static int listenPort(String option, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw usage(option + " " + port + ": a port is 0 to " + MAX_PORT);
    }
    return port;
  }

  /// All addresses of this machine, of both families where the system has both.
  public static InetAddress any() {
    return new InetSocketAddress(0).getAddress();
  }

  /// An address in digits.
  public static InetAddress literal(String option, String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw usage(option + " " + text + ": neither an address nor an interface of this machine");
    }
  }

  /// `host:port` or `[v6]:port`; the host may be a name.
  public static InetSocketAddress peer(String option, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = colon < 0 ? 0 : port(text.substring(colon + 1));
    if (host.isEmpty() || port == 0) {
      throw usage(option + " " + text + ": write HOST:PORT, for example 192.0.2.7:6881");
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new CommandFailure(
          ExitCode.FAILED, option + " " + text + ": no such host; check the name", e);
    }
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port <= MAX_PORT ? port : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /// Under which address others can reach what is bound to `bound`: itself, or for all addresses
  /// the first of this machine that is not loopback.
  public static InetAddress reachable(InetAddress bound) {
    if (!bound.isAnyLocalAddress()) {
      return bound;
    }
    try {
      List<InetAddress> all =
          NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();
      Optional<InetAddress> best =
          all.stream()
              .filter(address -> !address.isLoopbackAddress())
              .min(Comparator.comparingInt(Addresses::rank));
      return best.orElse(InetAddress.getLoopbackAddress());
    } catch (SocketException e) {
      return InetAddress.getLoopbackAddress();
    }
  }

  /// `192.0.2.7:6881`, `[2001:db8::1]:6881`.
  public static String print(InetSocketAddress address) {
    return host(address.getAddress()) + ":" + address.getPort();
  }

  /// An address we listen on; `*` for all of them.
  public static String bound(InetAddress address) {
    return address.isAnyLocalAddress() ? "*" : address.getHostAddress();
  }

  /// An address as it stands in a URL.
  public static String host(InetAddress address) {
    String host = address.getHostAddress();
    int scope = host.indexOf('%');
    String plain = scope < 0 ? host : host.substring(0, scope);
    return plain.contains(":") ? "[" + plain + "]" : plain;
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }
}

package dev.panal.platform;

import dev.panal.io.CloseReason;
import dev.panal.io.CloseReason.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;

/// What the JDK throws at sockets, as the reasons the port knows. Goes by class where it can: the
/// texts of the system depend on its language.
final class SocketErrors {
  private SocketErrors() {}

  static CloseReason connecting(Exception e) {
    Kind kind =
        switch (e) {
          case ConnectException refused when says(refused, "timed out") -> Kind.TIMED_OUT;
          case ConnectException refused -> Kind.REFUSED;
          case NoRouteToHostException noRoute -> Kind.UNREACHABLE;
          case UnresolvedAddressException unresolved -> Kind.UNREACHABLE;
          case UnsupportedAddressTypeException noSuchFamily -> Kind.UNREACHABLE;
          case SocketException full when says(full, "Too many open files") -> Kind.FAILED;
          case SocketException cut when says(cut, "reset") -> Kind.RESET;
          case SocketException other -> Kind.UNREACHABLE;
          case Exception other -> Kind.FAILED;
        };
    return new CloseReason(kind, text(e));
  }

  static CloseReason reset(Exception e) {
    return new CloseReason(Kind.RESET, text(e));
  }

  static String text(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static boolean says(Exception e, String words) {
    String message = e.getMessage();
    return message != null && message.contains(words);
  }
}

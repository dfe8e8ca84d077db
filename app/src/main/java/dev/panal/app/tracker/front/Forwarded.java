package dev.panal.app.tracker.front;

import dev.panal.app.network.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/// Who asks through reverse proxies: `X-Forwarded-For`, or `Forwarded` (RFC 7239).
///
/// Every proxy appends the address that it was asked from, so the list is read from its end: the
/// first address that is no trusted proxy is the client, and what stands before it may be invented.
final class Forwarded {
  private final List<AddressRange> proxies;

  Forwarded(List<AddressRange> proxies) {
    this.proxies = proxies;
  }

  /// What a proxy said cannot be understood, or contradicts itself.
  static final class Doubtful extends Exception {
    private static final long serialVersionUID = 1L;

    Doubtful(String message) {
      super(message, null, false, false);
    }
  }

  /// What is said of the original request.
  ///
  /// @param client who asked
  /// @param scheme `http` or `https`, if it is said
  /// @param host host and perhaps port that were asked, if it is said
  record Original(InetAddress client, Optional<String> scheme, Optional<String> host) {}

  boolean trusts(InetAddress address) {
    for (AddressRange range : proxies) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /// @param remote where the request comes from, a trusted proxy
  Original original(InetAddress remote, HttpFields headers) throws Doubtful {
    List<String> named = elements(headers.getValuesList("X-Forwarded-For"), ',');
    List<String> elements = elements(headers.getValuesList("Forwarded"), ',');
    Optional<InetAddress> client = client(remote, named, "X-Forwarded-For");
    Optional<InetAddress> other = client(remote, parameters(elements, "for"), "Forwarded");
    // A proxy sets one of them and may pass on what a client wrote into the other.
    if (client.isPresent() && other.isPresent() && !client.equals(other)) {
      throw new Doubtful(
          "Forwarded and X-Forwarded-For contradict each other; the proxy should remove one");
    }
    return new Original(
        client.or(() -> other).orElse(remote),
        last(headers, "X-Forwarded-Proto")
            .or(() -> parameters(elements, "proto").reversed().stream().findFirst())
            .map(scheme -> scheme.toLowerCase(Locale.ROOT))
            .filter(scheme -> scheme.equals("http") || scheme.equals("https")),
        last(headers, "X-Forwarded-Host")
            .or(() -> parameters(elements, "host").reversed().stream().findFirst()));
  }

  private static Optional<String> last(HttpFields headers, String name) {
    return elements(headers.getValuesList(name), ',').reversed().stream().findFirst();
  }

  /// Empty if the header is not there.
  private Optional<InetAddress> client(InetAddress remote, List<String> chain, String header)
      throws Doubtful {
    if (chain.isEmpty()) {
      return Optional.empty();
    }
    InetAddress nearest = remote;
    for (String hop : chain.reversed()) {
      nearest = address(hop, header);
      if (!trusts(nearest)) {
        break;
      }
    }
    return Optional.of(nearest);
  }

  /// An address, perhaps with a port: `192.0.2.7`, `192.0.2.7:80`, `2001:db8::7`,
  /// `[2001:db8::7]:80`.
  private static InetAddress address(String hop, String header) throws Doubtful {
    String host = hop;
    if (hop.startsWith("[")) {
      host = hop.substring(1, Math.max(1, hop.indexOf(']')));
    } else if (hop.indexOf(':') >= 0 && hop.indexOf(':') == hop.lastIndexOf(':')) {
      host = hop.substring(0, hop.indexOf(':'));
    }
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      throw new Doubtful(header + ": the proxy should write the address of whom it asks for");
    }
  }

  private static List<String> parameters(List<String> elements, String name) {
    List<String> values = new ArrayList<>();
    for (String element : elements) {
      for (String pair : elements(List.of(element), ';')) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase(name)) {
          values.add(unquoted(pair.substring(equals + 1).strip()));
        }
      }
    }
    return values;
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /// Cut at `separator`, but not inside quotes.
  private static List<String> elements(List<String> lines, char separator) {
    List<String> elements = new ArrayList<>();
    for (String line : lines) {
      boolean quoted = false;
      int start = 0;
      for (int i = 0; i <= line.length(); i++) {
        boolean end = i == line.length();
        if (!end && line.charAt(i) == '"') {
          quoted = !quoted;
        }
        if (end || (line.charAt(i) == separator && !quoted)) {
          String element = line.substring(start, i).strip();
          if (!element.isEmpty()) {
            elements.add(element);
          }
          start = i + 1;
        }
      }
    }
    return elements;
  }
}

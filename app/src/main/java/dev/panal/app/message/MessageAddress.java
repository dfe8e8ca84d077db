package dev.panal.app.message;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Where a tracker takes messages.
final class MessageAddress {
  /// The path where trackers of ours take messages; running clients learn it from the tracker.
  private static final String PATH = "/api/v1/messages";

  private MessageAddress() {}

  /// @param tracker as it is announced to, or the address of its page; only scheme, host and port
  ///   count. A tracker that is announced to over UDP is taken to listen for HTTP on the same port,
  ///   as ours does unless it is told otherwise
  static URI of(String tracker) {
    URI uri = parse(tracker.contains("://") ? tracker : "http://" + tracker);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    boolean known = scheme.equals("http") || scheme.equals("https") || scheme.equals("udp");
    if (!known || uri.getHost() == null || uri.getPort() > 65_535) {
      throw wrong(tracker);
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return URI.create(
        (scheme.equals("https") ? "https" : "http") + "://" + uri.getHost() + port + PATH);
  }

  private static URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw wrong(text);
    }
  }

  private static CommandFailure wrong(String tracker) {
    return new CommandFailure(
        ExitCode.USAGE,
        Text.safe(tracker)
            + ": not the address of a tracker; write it as it is announced to, for example"
            + " http://tracker.example:6969/announce");
  }
}

package dev.panal.io;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// One HTTP exchange at a time, with limits on everything the other side decides.
public interface Http {
  /// GETs `request.uri()` (http or https). Any final status is a success; the body is complete and,
  /// where the server packed it with gzip, unpacked.
  ///
  /// @return takes the request back: the completion then fails with [Failure.Reason#CANCELLED]
  EventLoop.Timer get(Request request, Completion<Reply> completion);

  /// @param headers sent in addition to those every request has
  /// @param maxBytes the largest body accepted, counted after unpacking, else
  ///   [Failure.Reason#TOO_LARGE]
  /// @param timeout for the whole exchange
  /// @param maxRedirects redirects followed, else [Failure.Reason#TOO_LARGE]
  record Request(
      URI uri, Map<String, String> headers, int maxBytes, Duration timeout, int maxRedirects) {}

  /// @param headers names in lower case, first value of each
  record Reply(int status, Map<String, String> headers, byte[] body) {}
}

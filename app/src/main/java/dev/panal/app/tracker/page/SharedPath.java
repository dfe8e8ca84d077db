package dev.panal.app.tracker.page;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The body of a wish to share: `{"path": "…"}`.
final class SharedPath {
  /// A path of the greatest length, escaped, and some room.
  private static final int MAX_BYTES = 32 * 1024;

  private SharedPath() {}

  /// Empty if it is anything else.
  static Optional<String> read(Request request) {
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] body = in.readNBytes(MAX_BYTES + 1);
      if (body.length > MAX_BYTES) {
        return Optional.empty();
      }
      JsonNode json = new ObjectMapper().readTree(body);
      return json != null && json.path("path").isString()
          ? Optional.of(json.path("path").asString())
          : Optional.empty();
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }
}

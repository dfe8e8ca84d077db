package dev.panal.app.tracker.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/// The files of the page. Their paths carry a hash of all of them, so that browsers keep them for
/// good and never mix two versions.
final class Assets {
  private static final String FOLDER = "web/";
  private static final String PREFIX = "/assets/";
  private static final int VERSION_BYTES = 8;

  /// All there are: what is not named here does not exist.
  private static final List<String> FILES =
      List.of(
          "app.css",
          "app.js",
          "api.js",
          "chart.js",
          "console.js",
          "detail.js",
          "dropzone.js",
          "format.js",
          "icon.svg",
          "live.js",
          "messages.js",
          "peers.js",
          "ring.js",
          "ringchanges.js",
          "ringdrawing.js",
          "strings.js",
          "swarm.js",
          "torrents.js",
          "lib/chart.umd.min.js",
          "lib/directive.js",
          "lib/directives/repeat.js",
          "lib/directive-helpers.js",
          "lib/lit-html.js");

  private final Map<String, Asset> files;
  private final String version;
  private final byte[] page;

  private record Asset(String type, byte[] plain, byte[] packed) {}

  /// Reads and packs them all: some hundred milliseconds, so not before somebody looks at the page.
  Assets() throws IOException {
    Map<String, byte[]> plain = new LinkedHashMap<>();
    MessageDigest all = sha256();
    for (String name : FILES) {
      byte[] bytes = read(name);
      all.update(bytes);
      plain.put(name, bytes);
    }
    byte[] index = read("index.html");
    all.update(index);
    version = HexFormat.of().formatHex(all.digest(), 0, VERSION_BYTES);
    files = new LinkedHashMap<>();
    plain.forEach(
        (name, bytes) -> files.put(name, new Asset(type(name), bytes, Reply.gzip(bytes))));
    String html = new String(index, StandardCharsets.UTF_8).replace("{assets}", PREFIX + version);
    page = html.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream in = Assets.class.getResourceAsStream(FOLDER + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  /// The page itself, the same for all its addresses.
  Reply page() {
    return Reply.of(200, "text/html;charset=utf-8", page).with("Cache-Control", "no-cache");
  }

  static boolean owns(String path) {
    return path.startsWith(PREFIX);
  }

  Reply get(Request request, String path) {
    String rest = path.substring(PREFIX.length());
    int slash = rest.indexOf('/');
    Optional<Asset> asset =
        slash < 0 ? Optional.empty() : Optional.ofNullable(files.get(rest.substring(slash + 1)));
    if (asset.isEmpty()) {
      return Reply.error(404, "no such file");
    }
    // An old page still open after a new version came: better the new file than none.
    boolean current = rest.substring(0, slash).equals(version);
    boolean packed = Reply.takesGzip(request);
    Reply reply =
        Reply.of(200, asset.get().type(), packed ? asset.get().packed() : asset.get().plain())
            .with("Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache")
            .with("Vary", "Accept-Encoding");
    return packed ? reply.with("Content-Encoding", "gzip") : reply;
  }

  private static String type(String name) {
    if (name.endsWith(".js")) {
      return "text/javascript;charset=utf-8";
    }
    return name.endsWith(".css") ? "text/css;charset=utf-8" : "image/svg+xml";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

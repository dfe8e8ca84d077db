package dev.panal.app.tracker.page;

import dev.panal.app.console.Failures;
import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.app.tracker.hosting.Hosting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// `.torrent` files as they are downloaded: with this tracker's addresses in front of those that
/// are in them, and otherwise to the byte what was published; so the info-hash is the same.
final class TorrentFiles {
  static final String TYPE = "application/x-bittorrent";
  private static final int TAG_BYTES = 12;

  /// Of so many at once the memory is: a torrent may have 10 MiB and takes some five times that
  /// while it is read.
  private static final int AT_ONCE = 4;

  private final Hosting hosting;
  private final Semaphore memory = new Semaphore(AT_ONCE);

  TorrentFiles(Hosting hosting) {
    this.hosting = hosting;
  }

  Reply get(Request request, String name, List<String> announceUrls) {
    Optional<HostedTorrent> found = hosting.byDownloadName(name);
    if (found.isEmpty()) {
      return Reply.error(404, "no such torrent is hosted here");
    }
    HostedTorrent torrent = found.get();
    String tag = tag(torrent, announceUrls);
    String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
    if (known != null && (known.contains(tag) || known.strip().equals("*"))) {
      return Reply.empty(304).with("ETag", tag);
    }
    try {
      memory.acquire();
      try {
        return Reply.of(200, TYPE, hosting.read(torrent).withFirstTier(announceUrls).encode())
            .with("ETag", tag)
            .with("Cache-Control", "no-cache")
            .with("Content-Disposition", disposition(torrent));
      } finally {
        memory.release();
      }
    } catch (IOException e) {
      return Reply.error(404, torrent.name() + ": " + Failures.reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.error(503, "the tracker is closing");
    }
  }

  private static String tag(HostedTorrent torrent, List<String> announceUrls) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(torrent.infoHash().bytes());
      digest.update(
          ByteBuffer.allocate(16)
              .putLong(torrent.file().bytes())
              .putLong(torrent.file().modifiedMillis())
              .flip());
      digest.update(String.join(" ", announceUrls).getBytes(StandardCharsets.UTF_8));
      return '"' + HexFormat.of().formatHex(digest.digest(), 0, TAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// RFC 6266: a plain name for old programs, the true one for others. Neither can end the header
  /// or the quotes.
  private static String disposition(HostedTorrent torrent) {
    String name = torrent.downloadName();
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      plain.append(c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '%' ? '_' : c);
    }
    StringBuilder encoded = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
      if (letter || "-._~".indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
  }
}

package dev.panal.app.source;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.magnet.Magnet;
import dev.panal.wire.metainfo.Metainfo;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/// What the user named as `SOURCE`.
public sealed interface Source {
  /// The metainfo itself.
  record Torrent(Metainfo metainfo) implements Source {}

  /// A name for it: the metainfo is to be had from peers.
  record Link(Magnet magnet) implements Source {}

  /// @param text a path, an http(s) URL or a magnet link
  /// @param file resolves a path against where the program was started
  static Source open(String text, java.util.function.Function<Path, Path> file) {
    String start = text.substring(0, Math.min(text.length(), 8)).toLowerCase(Locale.ROOT);
    if (start.startsWith("magnet:")) {
      return new Link(magnet(text));
    }
    if (start.startsWith("http://") || start.startsWith("https://")) {
      return new Torrent(TorrentFiles.download(uri(text)));
    }
    return new Torrent(TorrentFiles.read(file.apply(Path.of(text))));
  }

  private static Magnet magnet(String text) {
    try {
      return Magnet.parse(text);
    } catch (ProtocolException e) {
      throw new CommandFailure(ExitCode.BAD_MAGNET, "magnet link: " + e.getMessage(), e);
    }
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, text + ": not a valid address", e);
    }
  }
}

package dev.panal.app.tracker.hosting;

import dev.panal.wire.bencode.BencodeWriter;
import dev.panal.wire.metainfo.Metainfo;
import dev.panal.wire.metainfo.TorrentBuilder;
import dev.panal.wire.metainfo.TorrentBuilder.Source;
import dev.panal.wire.metainfo.TorrentBuilder.Version;
import java.util.List;

/// Torrents of content that nobody has.
public final class SampleTorrents {
  private SampleTorrents() {}

  /// A v1 torrent of one file of `length` bytes; another name is another info-hash.
  public static Metainfo single(String name, long length) {
    TorrentBuilder builder =
        new TorrentBuilder(
            Version.V1,
            name,
            1 << 20,
            List.of(new Source(List.of(), length, false, false, List.of())));
    return builder.pieces(new byte[builder.pieceCount() * 20]).build();
  }

  /// Two files in a folder, with a tracker and a comment.
  public static Metainfo folder(String name) {
    TorrentBuilder builder =
        new TorrentBuilder(
            Version.V1,
            name,
            1 << 14,
            List.of(
                new Source(List.of("a.txt"), 10, false, false, List.of()),
                new Source(List.of("sub", "b.bin"), 70_000, false, false, List.of())));
    return builder
        .pieces(new byte[builder.pieceCount() * 20])
        .trackers(List.of(List.of("http://elsewhere.example/announce")))
        .comment("a <b>comment</b>")
        .build();
  }

  /// A torrent whose name is whatever these bytes are, which the builder would not write.
  public static byte[] named(String name) {
    return new BencodeWriter()
        .dict()
        .key("info")
        .dict()
        .key("length")
        .integer(5)
        .key("name")
        .string(name)
        .key("piece length")
        .integer(16_384)
        .key("pieces")
        .string(new byte[20])
        .end()
        .end()
        .bytes();
  }
}

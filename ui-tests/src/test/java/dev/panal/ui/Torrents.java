package dev.panal.ui;

import dev.panal.wire.metainfo.Metainfo;
import dev.panal.wire.metainfo.TorrentBuilder;
import dev.panal.wire.metainfo.TorrentBuilder.Source;
import dev.panal.wire.metainfo.TorrentBuilder.Version;
import java.util.ArrayList;
import java.util.List;

/// Torrents of content that nobody has.
final class Torrents {
  private static final int PIECE = 1 << 20;

  private Torrents() {}

  static Metainfo single(String name, long length) {
    return built(name, List.of(source(List.of(), length)));
  }

  /// Some folders with files.
  static Metainfo tree(String name) {
    List<Source> files = new ArrayList<>();
    files.add(source(List.of("README.txt"), 1_800));
    for (int disc = 1; disc <= 2; disc++) {
      for (int track = 1; track <= 4; track++) {
        files.add(source(List.of("disc " + disc, "track " + track + ".flac"), 21_000_000L + track));
      }
    }
    files.add(source(List.of("art", "cover.png"), 2_400_000));
    return built(name, files);
  }

  private static Source source(List<String> path, long length) {
    return new Source(path, length, false, false, List.of());
  }

  private static Metainfo built(String name, List<Source> files) {
    TorrentBuilder builder = new TorrentBuilder(Version.V1, name, PIECE, files);
    return builder
        .pieces(new byte[20 * builder.pieceCount()])
        .createdBy("Panal")
        .comment("Recorded <i>live</i>.")
        .build();
  }
}

package dev.panal.app.create;

import dev.panal.wire.metainfo.TorrentBuilder.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a new torrent shall be like.
///
/// @param path the file or folder to share, absolute
/// @param target the .torrent to write; empty for the name of `path` in the current folder
/// @param trackers each a tier of its own, in the order to try them
public record CreateOptions(
    Path path,
    Optional<Path> target,
    List<String> trackers,
    List<String> webSeeds,
    OptionalInt pieceLength,
    boolean isPrivate,
    Optional<String> comment,
    Optional<String> source,
    Version version,
    String createdBy) {}

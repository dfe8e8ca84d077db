package dev.panal.app.create;

import java.nio.file.Path;
import java.util.List;

/// A file to share, as it was when it was found.
///
/// @param names below the torrent's folder; empty if the torrent is this one file
/// @param path where it really is, links followed
record FoundFile(
    List<String> names, Path path, long length, long modifiedMillis, boolean executable) {}

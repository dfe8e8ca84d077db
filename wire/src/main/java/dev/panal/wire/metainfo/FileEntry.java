package dev.panal.wire.metainfo;

import java.util.List;

/// One file of a torrent, and where its bytes lie. The entries of a torrent are in the order of
/// their bytes, and cover them without a gap: what a v2 torrent leaves between files is a pad file
/// here too.
///
/// @param path complete and cleaned, relative to the folder downloaded to; the first element is the
///   torrent's name (and the only one, if the torrent is one file). No two entries of a torrent
///   that are not pad files share a path, and none is a folder of another.
/// @param offset of the first byte, in the torrent
/// @param length bytes; 0 for an empty file and for a link
/// @param pad whether this is filling of zeros (BEP 47) that has no file on disk
/// @param executable whether to set the executable bit
/// @param hidden whether to hide the file where the file system knows how
/// @param symlinkTarget what the link points to, from the folder downloaded to like `path`; empty
///   unless the file is a symbolic link
public record FileEntry(
    List<String> path,
    long offset,
    long length,
    boolean pad,
    boolean executable,
    boolean hidden,
    List<String> symlinkTarget) {
  public FileEntry {
    path = List.copyOf(path);
    symlinkTarget = List.copyOf(symlinkTarget);
  }

  /// Whether this is a symbolic link, which has no bytes.
  public boolean symlink() {
    return !symlinkTarget.isEmpty();
  }
}

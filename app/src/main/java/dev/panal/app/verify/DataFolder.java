package dev.panal.app.verify;

import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.Info;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// Where the data of a torrent is, when people name a path: the folder it was downloaded to, or the
/// torrent's own file or folder, whatever that is called here.
///
/// @param folder what the files are relative to
/// @param skip how many names at the head of an entry's path stand for `folder` itself
/// @param single the one file of a torrent that has but one; else the path is the entry's
record DataFolder(Path folder, int skip, List<String> single) {
  static DataFolder find(Info info, Path path) {
    FileEntry first = info.files().getFirst();
    boolean folderTorrent = first.path().size() > 1;
    if (!folderTorrent && Files.isRegularFile(path)) {
      return new DataFolder(
          Objects.requireNonNull(path.getParent()),
          0,
          List.of(Objects.requireNonNull(path.getFileName()).toString()));
    }
    boolean inside = Files.exists(path.resolve(first.path().getFirst()));
    DataFolder itself = new DataFolder(path, 1, List.of());
    boolean isItself =
        folderTorrent
            && !inside
            && info.files().stream().anyMatch(file -> Files.exists(itself.absolute(file)));
    return isItself ? itself : new DataFolder(path, 0, List.of());
  }

  /// The names of `entry` below [#folder()].
  Path relative(FileEntry entry) {
    List<String> names =
        single.isEmpty() ? entry.path().subList(skip, entry.path().size()) : single;
    return Path.of(names.getFirst(), names.subList(1, names.size()).toArray(String[]::new));
  }

  Path absolute(FileEntry entry) {
    return folder.resolve(relative(entry));
  }
}

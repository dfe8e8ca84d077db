package dev.panal.wire.metainfo;

import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.BString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/// The files of a v2 torrent (BEP 52): a dictionary for each folder, and in it a dictionary for
/// each file, with what there is to say under the empty key. Every walk checks it.
final class FileTree {
  private final BDict tree;
  private final boolean single;

  /// With `single`, a file is the torrent itself and has no path.
  FileTree(BDict info, boolean single) {
    this.tree = info.dict("file tree");
    this.single = single;
  }

  /// Whether the torrent that `info` describes is one file and not a folder: the tree has nothing
  /// but a file, of the torrent's name.
  static boolean isSingle(BDict info) {
    Iterator<BDict.Entry> entries = info.dict("file tree").iterator();
    if (!entries.hasNext()) {
      return false;
    }
    BDict.Entry only = entries.next();
    return !entries.hasNext()
        && only.key().sameAs(info.string("name"))
        && only.value() instanceof BDict dict
        && dict.has("");
  }

  /// Gives every file to `files`, in the order of their bytes.
  void forEach(Consumer<RawFile> files) {
    walk(tree, new ArrayList<>(), files);
  }

  /// Recursion is as deep as bencode is nested, which has a limit.
  private void walk(BDict folder, List<BString> path, Consumer<RawFile> files) {
    for (BDict.Entry entry : folder) {
      BDict node = entry.value().dict();
      if (entry.key().isEmpty()) {
        throw node.fault("describes a file, where a folder is");
      }
      path.addLast(entry.key());
      Iterator<BDict.Entry> inside = node.iterator();
      if (inside.hasNext() && inside.next().key().isEmpty()) {
        if (inside.hasNext()) {
          throw node.fault("is a file and a folder");
        }
        files.accept(RawFile.read(node.dict(""), single ? List.of() : path, true));
      } else {
        walk(node, path, files);
      }
      path.removeLast();
    }
  }
}

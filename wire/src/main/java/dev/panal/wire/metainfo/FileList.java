package dev.panal.wire.metainfo;

import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.BString;
import dev.panal.wire.bencode.BValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// The files of a v1 torrent (BEP 3): `files`, or the one that `length` is of. Every walk over them
/// checks them.
final class FileList implements Iterable<RawFile> {
  private final BDict info;
  private final boolean single;

  FileList(BDict info) {
    this.info = info;
    this.single = !info.has("files");
    if (!single && info.list("files").isEmpty()) {
      throw info.list("files").fault("no files");
    }
  }

  /// Whether the torrent is one file and not a folder.
  boolean single() {
    return single;
  }

  @Override
  public Iterator<RawFile> iterator() {
    if (single) {
      return List.of(RawFile.read(info, List.of(), false)).iterator();
    }
    Iterator<BValue> files = info.list("files").iterator();
    List<BString> path = new ArrayList<>();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return files.hasNext();
      }

      @Override
      public RawFile next() {
        BDict file = files.next().dict();
        // Where both are, this one is UTF-8 for sure.
        BValue utf8 = file.get("path.utf-8");
        RawFile.names(utf8 == null ? file.list("path") : utf8.list(), path);
        return RawFile.read(file, path, false);
      }
    };
  }
}

package dev.panal.wire.metainfo;

import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.BString;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares the two descriptions in a hybrid torrent (BEP 52): the files of v1 without the padding
/// must be those of v2, and must begin where pieces begin, as those of v2 always do.
final class HybridCheck {
  private final Iterator<RawFile> list;
  private final int pieceLength;
  private long offset;

  HybridCheck(FileList list, int pieceLength) {
    this.list = list.iterator();
    this.pieceLength = pieceLength;
  }

  /// Takes the next file of v2.
  void compare(RawFile ofTree) {
    RawFile file = next();
    if (file == null) {
      throw ofTree.dict().fault("is not in 'files'");
    }
    if (!same(file.path(), ofTree.path())) {
      throw file.dict().fault("is not the file that 'file tree' has at this place");
    }
    if (file.length() != ofTree.length()) {
      throw file.dict()
          .fault("has length %d, in 'file tree' %d".formatted(file.length(), ofTree.length()));
    }
    if ((file.target() == null) != (ofTree.target() == null)) {
      throw file.dict().fault("is a link in one of 'files' and 'file tree' only");
    }
    if (file.length() > 0 && offset % pieceLength != 0) {
      throw file.dict().fault("does not begin where a piece begins");
    }
    offset += file.length();
  }

  /// To be called after the last file of v2.
  void finish(BDict info) {
    RawFile more = next();
    if (more != null) {
      throw more.dict().fault("is not in 'file tree'");
    }
    if (offset == 0 && info.dict("file tree").isEmpty()) {
      throw info.require("file tree").fault("no files");
    }
  }

  private @Nullable RawFile next() {
    while (list.hasNext()) {
      RawFile file = list.next();
      if (!file.pad()) {
        return file;
      }
      offset += file.length();
    }
    return null;
  }

  private static boolean same(List<BString> a, List<BString> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!a.get(i).sameAs(b.get(i))) {
        return false;
      }
    }
    return true;
  }
}

package dev.panal.wire.metainfo;

import dev.panal.wire.bencode.BList;
import dev.panal.wire.bencode.BString;
import java.util.ArrayList;
import java.util.List;

/// Where a symbolic link points to (BEP 47), made sure to be inside the torrent.
///
/// The path starts at the torrent's folder, says BEP 47. libtorrent writes what the link on disk
/// says, which starts at the link's own folder; one sees it where there is a `..`, so that is how
/// those are read.
final class LinkTarget {
  private LinkTarget() {}

  /// The names from the torrent's folder to what `target` says, for a link in the folder `folder`.
  ///
  /// @throws dev.panal.wire.ProtocolException if that is outside
  static List<String> resolve(BList target, List<String> folder, NameCleaner cleaner) {
    List<BString> raw = new ArrayList<>();
    RawFile.names(target, raw);
    List<String> segments = new ArrayList<>();
    for (BString name : raw) {
      segments.addAll(List.of(cleaner.text(name).split("[/\\\\]", -1)));
    }
    if (segments.size() > 1 && segments.getFirst().isEmpty()) {
      throw target.fault("is absolute");
    }
    List<String> names = new ArrayList<>();
    if (segments.contains("..")) {
      names.addAll(folder);
    }
    for (String segment : segments) {
      if (segment.equals("..")) {
        if (names.isEmpty()) {
          throw target.fault("leads out of the torrent");
        }
        names.removeLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        names.add(cleaner.clean(segment));
      }
    }
    if (names.size() > RawFile.MAX_PATH_ELEMENTS) {
      throw target.fault("more than " + RawFile.MAX_PATH_ELEMENTS + " names");
    }
    return names;
  }
}

package dev.panal.wire.metainfo;

import dev.panal.wire.bencode.BList;
import dev.panal.wire.bencode.BString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes the entries of a torrent's files, in their order. Files whose names are fine as they are
/// choose first; those whose names had to be cleaned take what is left, so that nobody can push a
/// good name aside.
final class EntryMaker {
  private final String torrentName;
  private final NameCleaner cleaner;
  private final FileNaming naming;
  private final FileEntry[] entries;
  private final List<Integer> others = new ArrayList<>();

  /// Paths of padding, each once: there may be as much padding as files, and it is all alike.
  private final Map<List<String>, List<String>> pads = new HashMap<>();

  private int count;
  private long offset;

  /// Fills `entries`.
  EntryMaker(String torrentName, NameCleaner cleaner, FileEntry[] entries) {
    this.torrentName = torrentName;
    this.cleaner = cleaner;
    this.naming = new FileNaming(cleaner, torrentName);
    this.entries = entries;
  }

  /// Entries made.
  int count() {
    return count;
  }

  /// Bytes of the entries made.
  long offset() {
    return offset;
  }

  /// Adds padding of `length` bytes.
  void fill(long length) {
    add(
        new FileEntry(
            shared(List.of(torrentName, ".pad", Long.toString(length))),
            offset,
            length,
            true,
            false,
            false,
            List.of()));
  }

  void add(RawFile file) {
    List<String> names = new ArrayList<>(file.path().size());
    boolean changed = false;
    for (BString raw : file.path()) {
      String text = cleaner.text(raw);
      String name = cleaner.clean(text);
      changed |= !name.equals(text);
      names.add(name);
    }
    BList target = file.target();
    List<String> link =
        target == null
            ? List.of()
            : fromTop(LinkTarget.resolve(target, names.subList(0, names.size() - 1), cleaner));
    if (changed && !file.pad()) {
      others.add(count);
    }
    add(
        new FileEntry(
            path(names, changed, file.pad()),
            offset,
            file.length(),
            file.pad(),
            file.executable(),
            file.hidden(),
            link));
  }

  private List<String> path(List<String> names, boolean changed, boolean pad) {
    if (pad) {
      return shared(List.copyOf(fromTop(names)));
    }
    return changed ? fromTop(names) : naming.place(names);
  }

  private List<String> shared(List<String> path) {
    List<String> known = pads.putIfAbsent(path, path);
    return known == null ? path : known;
  }

  private List<String> fromTop(List<String> names) {
    List<String> path = new ArrayList<>(names.size() + 1);
    path.add(torrentName);
    path.addAll(names);
    return path;
  }

  private void add(FileEntry entry) {
    entries[count++] = entry;
    offset += entry.length();
  }

  /// To be called after the last: gives paths to the files whose names were not fine.
  void placeOthers() {
    for (int i : others) {
      FileEntry entry = entries[i];
      List<String> names = entry.path().subList(1, entry.path().size());
      entries[i] =
          new FileEntry(
              naming.place(names),
              entry.offset(),
              entry.length(),
              false,
              entry.executable(),
              entry.hidden(),
              entry.symlinkTarget());
    }
  }
}

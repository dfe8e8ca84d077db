package dev.panal.wire.metainfo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives every file of a torrent a path of its own: cleaned names may meet, and hostile torrents
/// name a file twice, or a file and a folder alike. Who comes first keeps the name, who comes later
/// gets a number.
final class FileNaming {
  private final NameCleaner cleaner;
  private final String torrentName;
  private final Node root;

  FileNaming(NameCleaner cleaner, String torrentName) {
    this.cleaner = cleaner;
    this.torrentName = torrentName;
    this.root = Node.folder(torrentName);
  }

  /// The path for a file whose cleaned names are `names`, from the torrent's folder down; the
  /// result begins with that folder. No names: the torrent is that file.
  List<String> place(List<String> names) {
    String[] path = new String[names.size() + 1];
    path[0] = torrentName;
    Node folder = root;
    for (int i = 0; i < names.size(); i++) {
      boolean last = i == names.size() - 1;
      Node node = last ? file(folder, names.get(i)) : folder(folder, names.get(i));
      path[i + 1] = node.name;
      folder = node;
    }
    return List.of(path);
  }

  private Node file(Node parent, String name) {
    Node made = Node.file(name);
    Node twin = parent.children().putIfAbsent(cleaner.key(name), made);
    return twin == null ? made : numbered(parent, twin, name, false);
  }

  /// Folders whose names meet are one folder: what is in them is told apart there.
  private Node folder(Node parent, String name) {
    Node found = parent.children().computeIfAbsent(cleaner.key(name), _ -> Node.folder(name));
    if (found.children != null) {
      return found;
    }
    Node folder = found.folderInstead;
    if (folder == null) {
      folder = numbered(parent, found, name, true);
      found.folderInstead = folder;
    }
    return folder;
  }

  private Node numbered(Node parent, Node twin, String name, boolean folder) {
    while (true) {
      // Counted on, not from 1: as many files of one name as there may be cost no more than others.
      String other = NameCleaner.numbered(name, ++twin.numbers);
      Node node = folder ? Node.folder(other) : Node.file(other);
      if (parent.children().putIfAbsent(cleaner.key(other), node) == null) {
        return node;
      }
    }
  }

  private static final class Node {
    private final String name;
    private final @Nullable Map<String, Node> children;

    /// Where a file has taken the name of a folder: that folder.
    private @Nullable Node folderInstead;

    /// Numbers given to others of this name.
    private int numbers;

    private Node(String name, @Nullable Map<String, Node> children) {
      this.name = name;
      this.children = children;
    }

    static Node file(String name) {
      return new Node(name, null);
    }

    static Node folder(String name) {
      return new Node(name, new HashMap<>());
    }

    Map<String, Node> children() {
      if (children == null) {
        throw new IllegalStateException(name + " is a file");
      }
      return children;
    }
  }
}

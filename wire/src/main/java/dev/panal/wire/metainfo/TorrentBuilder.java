package dev.panal.wire.metainfo;

import dev.panal.wire.InfoHash;
import dev.panal.wire.bencode.BencodeWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes a .torrent from files that someone else reads and hashes:
///
/// 1. tell it name, piece length and files; 2. ask for the [#layout()] and hash by it; 3. hand in
///    the hashes with [#pieces(byte[])] (v1 and hybrid) and [#merkle(int, byte[], byte[])] (v2 and
///    hybrid, for each file with bytes); 4. [#build()].
///
/// The info dictionary has nothing that is not needed, so that the info-hash is the one that other
/// programs compute from the same input. Wrong arguments are [IllegalArgumentException]s.
public final class TorrentBuilder {
  /// What a torrent can be read as.
  public enum Version {
    V1,
    V2,
    /// Both, with padding that makes every file begin with a piece, as libtorrent writes it: after
    /// the last file, too.
    HYBRID
  }

  /// A file to share.
  ///
  /// @param path names below the torrent's folder; empty if the torrent is this one file
  /// @param symlinkTarget for a link: names from the torrent's folder to what it points to; else
  ///   empty
  public record Source(
      List<String> path,
      long length,
      boolean executable,
      boolean hidden,
      List<String> symlinkTarget) {
    public Source {
      path = List.copyOf(path);
      symlinkTarget = List.copyOf(symlinkTarget);
      if (length < 0 || (!symlinkTarget.isEmpty() && length > 0)) {
        throw new IllegalArgumentException(path + ": length " + length);
      }
      path.forEach(TorrentBuilder::checkName);
      symlinkTarget.forEach(TorrentBuilder::checkName);
    }

    public Source(List<String> path, long length) {
      this(path, length, false, false, List.of());
    }
  }

  /// The order that transmission gives to the files of a folder: by path, ASCII letters without
  /// their case, other characters first. Differs from the order of bytes only for these.
  public static final Comparator<List<String>> PATH_ORDER =
      Comparator.comparing(TorrentBuilder::foldedPath, Arrays::compare)
          .thenComparing(TorrentBuilder::bytesOfPath, Arrays::compare);

  /// The order of v2: name by name, as bytes.
  private static final Comparator<Source> TREE_ORDER =
      (a, b) -> {
        int shared = Math.min(a.path().size(), b.path().size());
        for (int i = 0; i < shared; i++) {
          int order = compareAsUtf8(a.path().get(i), b.path().get(i));
          if (order != 0) {
            return order;
          }
        }
        return Integer.compare(a.path().size(), b.path().size());
      };

  private final Version version;
  private final String name;
  private final int pieceLength;
  private final boolean single;

  private final List<FileEntry> layout = new ArrayList<>();
  private final byte[][] roots;
  private final Map<String, byte[]> layers = new TreeMap<>();
  private long length;
  private byte[] pieces = new byte[0];
  private Optional<Boolean> isPrivate = Optional.empty();
  private Optional<String> sourceTag = Optional.empty();
  private final Map<String, byte[]> fields = new TreeMap<>();

  /// In v1 the files have the order of `files`; in v2 and hybrid torrents the order of their names,
  /// there is no other.
  public TorrentBuilder(Version version, String name, int pieceLength, List<Source> files) {
    checkName(name);
    boolean v2 = version != Version.V1;
    if (pieceLength <= 0 || pieceLength > InfoReader.MAX_PIECE_LENGTH) {
      throw new IllegalArgumentException("piece length " + pieceLength);
    }
    if (v2 && (pieceLength < MerkleTree.LEAF_BYTES || Integer.bitCount(pieceLength) != 1)) {
      throw new IllegalArgumentException(
          "piece length " + pieceLength + " is no power of two of at least 16 KiB");
    }
    this.version = version;
    this.name = name;
    this.pieceLength = pieceLength;
    this.single = files.size() == 1 && files.getFirst().path().isEmpty();
    checkApart(files);
    lay(v2 ? files.stream().sorted(TREE_ORDER).toList() : files);
    this.roots = new byte[layout.size()][];
  }

  /// The files and the padding, in the order of their bytes, as [Info#files()] will have them; with
  /// their own names.
  public List<FileEntry> layout() {
    return Collections.unmodifiableList(layout);
  }

  /// Bytes of all, padding included.
  public long length() {
    return length;
  }

  /// How many pieces, and SHA-1 hashes, there are.
  public int pieceCount() {
    return length == 0 ? 0 : new PieceGeometry(length, pieceLength).pieceCount();
  }

  /// The SHA-1 hashes of all pieces, end to end, padding hashed as zeros.
  public TorrentBuilder pieces(byte[] sha1) {
    if (version == Version.V2 || sha1.length != (long) pieceCount() * InfoHash.LENGTH) {
      throw new IllegalArgumentException(sha1.length + " bytes for " + pieceCount() + " pieces");
    }
    pieces = sha1.clone();
    return this;
  }

  /// The hash tree of file `file` of [#layout()]: its root, and for a file longer than a piece its
  /// layer of pieces; see [MerkleTree].
  public TorrentBuilder merkle(int file, byte[] root, byte[] layer) {
    long bytes = layout.get(file).length();
    long pieceHashes = bytes <= pieceLength ? 0 : (bytes - 1) / pieceLength + 1;
    if (version == Version.V1
        || root.length != MerkleTree.HASH_BYTES
        || layer.length != pieceHashes * MerkleTree.HASH_BYTES) {
      throw new IllegalArgumentException(
          root.length + " and " + layer.length + " bytes for " + layout.get(file));
    }
    roots[file] = root.clone();
    if (pieceHashes > 0) {
      layers.put(
          new String(root, StandardCharsets.ISO_8859_1), new BencodeWriter().string(layer).bytes());
    }
    return this;
  }

  /// Peers from the trackers only, or from anywhere. `false` is what a torrent says that says
  /// nothing; to say it all the same, as transmission-create does up to its version 3, makes
  /// another info-hash.
  public TorrentBuilder isPrivate(boolean value) {
    isPrivate = Optional.of(value);
    return this;
  }

  /// What makes the info-hash another for each tracker.
  public TorrentBuilder source(String tag) {
    sourceTag = Optional.of(tag);
    return this;
  }

  public TorrentBuilder trackers(List<List<String>> tiers) {
    TorrentFields.putTrackers(fields, tiers);
    return this;
  }

  public TorrentBuilder webSeeds(List<String> urls) {
    fields.remove("url-list");
    TorrentFields.putUrls(fields, "url-list", urls);
    return this;
  }

  public TorrentBuilder comment(String text) {
    fields.put("comment", new BencodeWriter().string(text).bytes());
    return this;
  }

  public TorrentBuilder createdBy(String program) {
    fields.put("created by", new BencodeWriter().string(program).bytes());
    return this;
  }

  /// With seconds, which is all the format has.
  public TorrentBuilder creationDate(Instant date) {
    fields.put("creation date", new BencodeWriter().integer(date.getEpochSecond()).bytes());
    return this;
  }

  /// The torrent, with its names as they are on this machine.
  ///
  /// @throws IllegalStateException if hashes are missing
  public Metainfo build() {
    Map<String, byte[]> all = new TreeMap<>(fields);
    all.put("info", info());
    if (version != Version.V1) {
      all.put("piece layers", TorrentFields.join(layers));
    }
    return Metainfo.parse(TorrentFields.join(all), NameRules.LOCAL);
  }

  private void lay(List<Source> files) {
    for (Source file : files) {
      List<String> path = new ArrayList<>();
      path.add(name);
      path.addAll(file.path());
      boolean v2Only = version == Version.V2;
      if (v2Only && file.length() > 0) {
        fill();
      }
      add(
          new FileEntry(
              path,
              length,
              file.length(),
              false,
              file.executable(),
              file.hidden(),
              file.symlinkTarget().isEmpty() ? List.of() : fromTop(file.symlinkTarget())));
      if (version == Version.HYBRID && !single) {
        fill();
      }
    }
    if (pieceLength > 0 && length / pieceLength > InfoReader.MAX_PIECES) {
      throw new IllegalArgumentException(
          length + " bytes in pieces of " + pieceLength + " are too many pieces");
    }
  }

  /// Pads to the next piece.
  private void fill() {
    long gap = (pieceLength - length % pieceLength) % pieceLength;
    if (gap > 0) {
      List<String> path = List.of(name, ".pad", Long.toString(gap));
      add(new FileEntry(path, length, gap, true, false, false, List.of()));
    }
  }

  private void add(FileEntry entry) {
    layout.add(entry);
    length = Math.addExact(length, entry.length());
  }

  private List<String> fromTop(List<String> names) {
    List<String> path = new ArrayList<>();
    path.add(name);
    path.addAll(names);
    return path;
  }

  private byte[] info() {
    BencodeWriter out = new BencodeWriter().dict();
    if (single && version != Version.V2) {
      attributes(out, layout.getFirst());
    }
    if (version != Version.V1) {
      out.key("file tree").dict();
      tree(out);
      out.end();
    }
    if (version != Version.V2) {
      if (single) {
        out.key("length").integer(length);
      } else {
        out.key("files").list();
        layout.forEach(entry -> listed(out, entry));
        out.end();
      }
    }
    if (version != Version.V1) {
      out.key("meta version").integer(2);
    }
    out.key("name").string(name).key("piece length").integer(pieceLength);
    if (version != Version.V2) {
      if (pieces.length != pieceCount() * InfoHash.LENGTH) {
        throw new IllegalStateException("the hashes of the pieces are missing");
      }
      out.key("pieces").string(pieces);
    }
    isPrivate.ifPresent(value -> out.key("private").integer(value ? 1 : 0));
    sourceTag.ifPresent(tag -> out.key("source").string(tag));
    return out.end().bytes();
  }

  private void listed(BencodeWriter out, FileEntry entry) {
    out.dict();
    attributes(out, entry);
    out.key("length").integer(entry.length());
    names(out.key("path"), entry.path());
    if (entry.symlink()) {
      names(out.key("symlink path"), entry.symlinkTarget());
    }
    out.end();
  }

  /// The files are in the order of the tree, so each shares its first folders with the one before.
  private void tree(BencodeWriter out) {
    List<String> open = List.of();
    for (int i = 0; i < layout.size(); i++) {
      FileEntry entry = layout.get(i);
      if (entry.pad()) {
        continue;
      }
      List<String> path = single ? List.of(name) : entry.path().subList(1, entry.path().size());
      List<String> folders = path.subList(0, path.size() - 1);
      int shared = 0;
      while (shared < Math.min(open.size(), folders.size())
          && open.get(shared).equals(folders.get(shared))) {
        shared++;
      }
      for (int k = shared; k < open.size(); k++) {
        out.end();
      }
      for (String folder : folders.subList(shared, folders.size())) {
        out.key(folder).dict();
      }
      open = folders;
      out.key(path.getLast()).dict().key("").dict();
      leaf(out, entry, roots[i]);
      out.end().end();
    }
    open.forEach(_ -> out.end());
  }

  private static void leaf(BencodeWriter out, FileEntry entry, byte @Nullable [] root) {
    attributes(out, entry);
    if (entry.symlink()) {
      names(out.key("symlink path"), entry.symlinkTarget());
      return;
    }
    out.key("length").integer(entry.length());
    if (entry.length() > 0) {
      if (root == null) {
        throw new IllegalStateException("the hash tree is missing of " + entry.path());
      }
      out.key("pieces root").string(root);
    }
  }

  private static void names(BencodeWriter out, List<String> pathFromTop) {
    out.list();
    pathFromTop.subList(1, pathFromTop.size()).forEach(out::string);
    out.end();
  }

  private static void attributes(BencodeWriter out, FileEntry entry) {
    String letters =
        (entry.pad() ? "p" : "")
            + (entry.hidden() ? "h" : "")
            + (entry.executable() ? "x" : "")
            + (entry.symlink() ? "l" : "");
    if (!letters.isEmpty()) {
      out.key("attr").string(letters);
    }
  }

  private void checkApart(List<Source> files) {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no files");
    }
    Set<List<String>> paths = new HashSet<>();
    for (Source file : files) {
      if (file.path().isEmpty() && (!single || !file.symlinkTarget().isEmpty())) {
        throw new IllegalArgumentException("a path is empty");
      }
      if (!paths.add(file.path())) {
        throw new IllegalArgumentException(file.path() + " comes twice");
      }
    }
    for (Source file : files) {
      for (int i = 1; i < file.path().size(); i++) {
        if (paths.contains(file.path().subList(0, i))) {
          throw new IllegalArgumentException(file.path().subList(0, i) + " is file and folder");
        }
      }
    }
  }

  private static void checkName(String name) {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0
        || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new IllegalArgumentException("'" + name + "' is no name for a file");
    }
  }

  /// Compares by code points, whose order is that of their UTF-8. That of chars is not: surrogates
  /// lie before U+E000, and mean what comes after U+FFFF.
  private static int compareAsUtf8(String a, String b) {
    int shared = Math.min(a.length(), b.length());
    for (int i = 0; i < shared; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Character.isSurrogate(x) == Character.isSurrogate(y)
            ? Character.compare(x, y)
            : Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytesOfPath(List<String> path) {
    return utf8(String.join("/", path));
  }

  private static byte[] foldedPath(List<String> path) {
    byte[] bytes = bytesOfPath(path);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
        bytes[i] = (byte) (bytes[i] - 'A' + 'a');
      }
    }
    return bytes;
  }
}

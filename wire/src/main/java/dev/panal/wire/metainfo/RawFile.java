package dev.panal.wire.metainfo;

import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.BList;
import dev.panal.wire.bencode.BString;
import dev.panal.wire.bencode.BValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file as the info dictionary has it, in either version.
///
/// @param dict what describes it, for messages
/// @param path below the torrent's folder, raw; empty if the torrent is this file. Valid until the
///   next file is asked for.
/// @param length bytes
/// @param pad whether it is filling (BEP 47)
/// @param executable whether it is a program (BEP 47)
/// @param hidden whether to hide it (BEP 47)
/// @param target what it points to, if it is a link (BEP 47)
/// @param root `pieces root` (BEP 52) of files that have one
record RawFile(
    BDict dict,
    List<BString> path,
    long length,
    boolean pad,
    boolean executable,
    boolean hidden,
    @Nullable BList target,
    @Nullable BString root) {
  /// Deeper than folders ever are, and what a torrent costs stays in proportion to its bytes.
  static final int MAX_PATH_ELEMENTS = 100;

  /// What Linux takes for a path is 4096 bytes, with the folder downloaded to.
  static final int MAX_PATH_BYTES = 4000;

  /// Reads and checks what `dict` says about the file `path`.
  static RawFile read(BDict dict, List<BString> path, boolean v2) {
    checkPath(dict, path);
    Optional<BString> attributes = dict.optionalString("attr");
    @Nullable BList target =
        has(attributes, 'l') ? dict.optionalList("symlink path").orElse(null) : null;
    long length =
        target == null ? dict.integer("length") : dict.optionalInteger("length").orElse(0);
    if (length < 0) {
      throw dict.require("length").fault(length + " is negative");
    }
    if (target != null && length > 0) {
      throw dict.require("length").fault("a link has no bytes, not " + length);
    }
    BString root = null;
    if (v2 && length > 0) {
      root = dict.string("pieces root");
      if (root.length() != MerkleTree.HASH_BYTES) {
        throw root.fault("must have 32 bytes, has " + root.length());
      }
    }
    return new RawFile(
        dict,
        path,
        length,
        has(attributes, 'p') && target == null,
        has(attributes, 'x'),
        has(attributes, 'h'),
        target,
        root);
  }

  private static boolean has(Optional<BString> attributes, char letter) {
    if (attributes.isPresent()) {
      for (byte b : attributes.get().bytes()) {
        if (b == letter) {
          return true;
        }
      }
    }
    return false;
  }

  private static void checkPath(BDict dict, List<BString> path) {
    if (path.size() > MAX_PATH_ELEMENTS) {
      throw dict.fault("path of more than " + MAX_PATH_ELEMENTS + " names");
    }
    long bytes = 0;
    for (BString name : path) {
      bytes += name.length() + 1;
    }
    if (bytes > MAX_PATH_BYTES) {
      throw dict.fault("path of more than " + MAX_PATH_BYTES + " bytes");
    }
  }

  /// Collects the strings of `list` into `names`.
  static void names(BList list, List<BString> names) {
    names.clear();
    for (BValue name : list) {
      names.add(name.string());
      if (names.size() > MAX_PATH_ELEMENTS) {
        throw list.fault("more than " + MAX_PATH_ELEMENTS + " names");
      }
    }
    if (names.isEmpty()) {
      throw list.fault("empty");
    }
  }
}

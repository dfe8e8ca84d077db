package dev.panal.wire.metainfo;

import dev.panal.wire.InfoHash;
import dev.panal.wire.InfoHashV2;
import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.BList;
import dev.panal.wire.bencode.BString;
import dev.panal.wire.bencode.BValue;
import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads an info dictionary in two walks over its files: the first checks and counts and keeps
/// nothing, so that what is wrong anywhere costs no memory; the second makes the entries, and finds
/// nothing wrong any more.
final class InfoReader {
  /// Larger pieces would be held in memory whole; nobody makes them. libtorrent stops there too.
  static final int MAX_PIECE_LENGTH = 512 << 20;

  /// What the largest .torrent taken can hold hashes of, and more; a bitfield of half a megabyte.
  static final int MAX_PIECES = 1 << 22;

  /// Pad files too. What a file costs in memory is some 200 bytes.
  static final int MAX_FILES = 1_000_000;

  private final BDict info;
  private final byte[] in;
  private final NameCleaner cleaner;

  /// Null in v1, and where there are none beside the info dictionary.
  private final @Nullable PieceLayers layers;

  private final boolean v1;
  private final boolean v2;
  private final int pieceLength;

  // What the first walk finds out.
  private int files;
  private long length;
  private long contentLength;

  private InfoReader(BDict info, byte[] in, NameCleaner cleaner, @Nullable BDict torrent) {
    this.info = info;
    this.in = in;
    this.cleaner = cleaner;
    this.v2 = isV2(info);
    // Part of v1 beside v2 is meant to be all of it, and is refused below if it is not.
    this.v1 = !v2 || info.has("pieces") || info.has("files") || info.has("length");
    this.pieceLength = pieceLength(info, v2);
    this.layers = v2 && torrent != null ? new PieceLayers(torrent, in) : null;
  }

  /// Reads `info`, a value in `in` and in `torrent`, which is null where peers sent it alone.
  static Info read(
      BDict info, byte[] in, NameRules rules, @Nullable Charset fallback, @Nullable BDict torrent) {
    return new InfoReader(info, in, new NameCleaner(rules, fallback), torrent).read();
  }

  private static boolean isV2(BDict info) {
    long version = info.optionalInteger("meta version").orElse(1);
    if (version != 1 && version != 2) {
      throw info.require("meta version").fault("version " + version + " is not known");
    }
    return version == 2;
  }

  private static int pieceLength(BDict info, boolean v2) {
    long length = info.integer("piece length");
    BValue field = info.require("piece length");
    if (length <= 0) {
      throw field.fault(length + " is not positive");
    }
    if (length > MAX_PIECE_LENGTH) {
      throw field.fault(length + " is more than " + MAX_PIECE_LENGTH);
    }
    if (v2 && (length < MerkleTree.LEAF_BYTES || Long.bitCount(length) != 1)) {
      throw field.fault(length + " is no power of two of at least " + MerkleTree.LEAF_BYTES);
    }
    return (int) length;
  }

  private Info read() {
    BString rawName = name();
    boolean isPrivate = info.optionalInteger("private").orElse(0) != 0;
    Optional<String> source = info.optionalString("source").map(BString::text);
    int piecesAt = 0;
    if (v1) {
      surveyList(new FileList(info));
      piecesAt = pieces();
    }
    if (v1 && v2) {
      surveyBoth();
    } else if (v2) {
      surveyTree(FileTree.isSingle(info));
    }
    if (layers != null) {
      new FileTree(info, true).forEach(file -> layers.at(file, pieceLength));
      layers.finish();
    }
    Optional<InfoHash> hash = v1 ? Optional.of(InfoHash.of(digest("SHA-1"))) : Optional.empty();
    Optional<InfoHashV2> hashV2 =
        v2 ? Optional.of(InfoHashV2.of(digest("SHA-256"))) : Optional.empty();
    String name =
        cleaner.clean(
            rawName.isEmpty()
                ? hash.map(InfoHash::hex).orElseGet(() -> hashV2.orElseThrow().hex())
                : cleaner.text(rawName));
    FileEntry[] entries = new FileEntry[files];
    int[] rootAt = new int[v2 ? files : 0];
    int[] layerAt = new int[v2 ? files : 0];
    entries(name, entries, rootAt, layerAt);
    return new Info(
        in,
        info.start(),
        info.end(),
        hash,
        hashV2,
        name,
        isPrivate,
        source,
        pieceLength,
        length,
        contentLength,
        piecesAt,
        Collections.unmodifiableList(Arrays.asList(entries)),
        rootAt,
        layerAt);
  }

  private BString name() {
    BString name = info.string("name");
    return info.optionalString("name.utf-8").orElse(name);
  }

  private byte[] digest(String algorithm) {
    MessageDigest digest = MerkleTree.digest(algorithm);
    digest.update(in, info.start(), info.end() - info.start());
    return digest.digest();
  }

  // ---- the first walk

  private void surveyList(FileList list) {
    for (RawFile file : list) {
      count(file);
      if (file.length() > Long.MAX_VALUE - length) {
        throw file.dict().require("length").fault("the sum of all lengths overflows");
      }
      length += file.length();
      check(file, list.single());
    }
  }

  private void surveyTree(boolean single) {
    new FileTree(info, single)
        .forEach(file -> {
          long gap = file.length() == 0 ? 0 : gap(length);
          if (gap > 0) {
            files++;
          }
          count(file);
          if (file.length() > Long.MAX_VALUE - length - gap) {
            throw file.dict().require("length").fault("the sum of all lengths overflows");
          }
          length += gap + file.length();
          check(file, single);
        });
    if (files == 0) {
      throw info.require("file tree").fault("no files");
    }
    if (length > (long) MAX_PIECES * pieceLength) {
      throw info.require("piece length")
          .fault(length + " bytes in pieces of " + pieceLength + " are too many pieces");
    }
  }

  private void count(RawFile file) {
    files++;
    if (files > MAX_FILES) {
      throw file.dict().fault("more than " + MAX_FILES + " files");
    }
    if (!file.pad()) {
      contentLength += file.length();
    }
  }

  private void check(RawFile file, boolean single) {
    BList target = file.target();
    if (target != null) {
      if (single) {
        throw target.fault("a torrent of one file cannot be a link");
      }
      LinkTarget.resolve(target, Collections.nCopies(file.path().size() - 1, "folder"), cleaner);
    }
  }

  /// Bytes from `offset` to the next piece.
  private long gap(long offset) {
    return (pieceLength - offset % pieceLength) % pieceLength;
  }

  /// Where the hashes of v1 begin.
  private int pieces() {
    BString pieces = info.string("pieces");
    if (pieces.length() % InfoHash.LENGTH != 0) {
      throw pieces.fault(pieces.length() + " bytes are not a multiple of " + InfoHash.LENGTH);
    }
    long expected = length / pieceLength + (length % pieceLength == 0 ? 0 : 1);
    int hashes = pieces.length() / InfoHash.LENGTH;
    if (hashes != expected) {
      throw pieces.fault(
          "%d hashes, but %d bytes in pieces of %d need %d"
              .formatted(hashes, length, pieceLength, expected));
    }
    if (hashes > MAX_PIECES) {
      throw pieces.fault("more than " + MAX_PIECES + " hashes");
    }
    return pieces.from();
  }

  /// Whether both versions describe the same.
  private void surveyBoth() {
    FileList list = new FileList(info);
    if (list.single() && !FileTree.isSingle(info)) {
      throw info.require("file tree").fault("is not the one file of 'length'");
    }
    HybridCheck check = new HybridCheck(list, pieceLength);
    new FileTree(info, list.single()).forEach(check::compare);
    check.finish(info);
  }

  // ---- the second walk

  private void entries(String name, FileEntry[] entries, int[] rootAt, int[] layerAt) {
    EntryMaker maker = new EntryMaker(name, cleaner, entries);
    if (v1) {
      for (RawFile file : new FileList(info)) {
        maker.add(file);
      }
    } else {
      new FileTree(info, FileTree.isSingle(info))
          .forEach(file -> {
            long gap = file.length() == 0 ? 0 : gap(maker.offset());
            if (gap > 0) {
              maker.fill(gap);
            }
            maker.add(file);
          });
    }
    maker.placeOthers();
    if (v2) {
      int[] at = {0};
      new FileTree(info, true)
          .forEach(file -> {
            // The padding is ours in v2, and that of the list in a hybrid torrent.
            while (entries[at[0]].pad() && !file.pad()) {
              at[0]++;
            }
            BString root = file.root();
            rootAt[at[0]] = root == null ? 0 : root.from();
            layerAt[at[0]] = layers == null ? 0 : layers.at(file, pieceLength);
            at[0]++;
          });
    }
  }
}

package dev.panal.wire.metainfo;

import dev.panal.wire.InfoHash;
import dev.panal.wire.InfoHashV2;
import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.Bencode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The info dictionary of a torrent: what is shared, and what the info-hash is of. Of v1, v2, or
/// both at once (hybrid).
// The field's word; nobody here deals in ProcessHandle.Info.
@SuppressWarnings("AvoidCommonTypeNames")
public final class Info {
  private final byte[] source;
  private final int from;
  private final int to;
  private final Optional<InfoHash> v1;
  private final Optional<InfoHashV2> v2;
  private final String name;
  private final boolean isPrivate;
  private final Optional<String> sourceTag;
  private final int pieceLength;
  private final long length;
  private final long contentLength;
  private final int piecesAt;
  private final List<FileEntry> files;

  /// For each file, where in `source` its `pieces root` is; 0 if it has none.
  private final int[] rootAt;

  /// For each file, where in `source` its piece layer is; 0 if it has none, or it is not known.
  private final int[] layerAt;

  Info(
      byte[] source,
      int from,
      int to,
      Optional<InfoHash> v1,
      Optional<InfoHashV2> v2,
      String name,
      boolean isPrivate,
      Optional<String> sourceTag,
      int pieceLength,
      long length,
      long contentLength,
      int piecesAt,
      List<FileEntry> files,
      int[] rootAt,
      int[] layerAt) {
    this.source = source;
    this.from = from;
    this.to = to;
    this.v1 = v1;
    this.v2 = v2;
    this.name = name;
    this.isPrivate = isPrivate;
    this.sourceTag = sourceTag;
    this.pieceLength = pieceLength;
    this.length = length;
    this.contentLength = contentLength;
    this.piecesAt = piecesAt;
    this.files = files;
    this.rootAt = rootAt;
    this.layerAt = layerAt;
  }

  /// Reads an info dictionary, as it comes from peers (BEP 9), with names for any file system. The
  /// array is kept: do not write to it after.
  ///
  /// @throws dev.panal.wire.ProtocolException if it is malformed, naming the field and the reason
  public static Info parse(byte[] infoDictionary) {
    return parse(infoDictionary, NameRules.PORTABLE);
  }

  /// As [#parse(byte[])], with names by `rules`.
  public static Info parse(byte[] infoDictionary, NameRules rules) {
    BDict info = Bencode.decode("info", infoDictionary, Metainfo.LIMITS).dict();
    return InfoReader.read(info, infoDictionary, rules, null, null);
  }

  /// What names the swarm on the wire: v1's info-hash if there is one, else v2's, truncated.
  public InfoHash infoHash() {
    return v1.orElseGet(() -> v2.orElseThrow().truncated());
  }

  /// Present in v1 and hybrid torrents.
  public Optional<InfoHash> v1() {
    return v1;
  }

  /// Present in v2 and hybrid torrents.
  public Optional<InfoHashV2> v2() {
    return v2;
  }

  /// Cleaned: one name that is safe as a file or folder.
  public String name() {
    return name;
  }

  /// Whether peers may come from the trackers only (BEP 27).
  public boolean isPrivate() {
    return isPrivate;
  }

  /// What private trackers put in to make the info-hash theirs.
  public Optional<String> source() {
    return sourceTag;
  }

  /// Bytes of every piece but the last.
  public int pieceLength() {
    return pieceLength;
  }

  /// Bytes of all files, pad files included. 0 is legal: nothing but empty files.
  public long length() {
    return length;
  }

  /// Bytes of the files without padding: what a user wants to know.
  public long contentLength() {
    return contentLength;
  }

  /// 0 if the torrent has no bytes.
  public int pieceCount() {
    return length == 0 ? 0 : geometry().pieceCount();
  }

  /// @throws IllegalStateException if the torrent has no bytes, and so no pieces
  public PieceGeometry geometry() {
    if (length == 0) {
      throw new IllegalStateException("a torrent of length 0 has no pieces");
    }
    return new PieceGeometry(length, pieceLength);
  }

  /// The SHA-1 of `piece`, 20 bytes, a copy.
  ///
  /// @throws IllegalStateException if this torrent is v2 only
  public byte[] pieceHash(int piece) {
    if (v1.isEmpty()) {
      throw new IllegalStateException("a v2 torrent has no SHA-1 of its pieces");
    }
    Objects.checkIndex(piece, pieceCount());
    int at = piecesAt + piece * InfoHash.LENGTH;
    return Arrays.copyOfRange(source, at, at + InfoHash.LENGTH);
  }

  /// The root of the hash tree (BEP 52) of file `file` of [#files()], 32 bytes, a copy. Absent in
  /// v1 torrents, and for files without bytes.
  public Optional<byte[]> piecesRoot(int file) {
    if (v2.isEmpty() || rootAt[file] == 0) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.copyOfRange(source, rootAt[file], rootAt[file] + MerkleTree.HASH_BYTES));
  }

  Optional<ByteBuffer> pieceLayer(int file) {
    if (v2.isEmpty() || layerAt[file] == 0) {
      return Optional.empty();
    }
    long pieces = (files.get(file).length() - 1) / pieceLength + 1;
    return Optional.of(
        ByteBuffer.wrap(source, layerAt[file], (int) pieces * MerkleTree.HASH_BYTES)
            .slice()
            .asReadOnlyBuffer());
  }

  /// In the order of their bytes; see [FileEntry].
  public List<FileEntry> files() {
    return files;
  }

  /// The exact bytes of the dictionary, which is what the info-hash is of: a copy.
  public byte[] bytes() {
    return Arrays.copyOfRange(source, from, to);
  }

  /// The same bytes as [#bytes()], read-only and not copied.
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(source, from, to - from).slice().asReadOnlyBuffer();
  }
}

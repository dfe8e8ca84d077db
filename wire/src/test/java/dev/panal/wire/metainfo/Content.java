package dev.panal.wire.metainfo;

import dev.panal.wire.metainfo.TorrentBuilder.Source;
import dev.panal.wire.metainfo.TorrentBuilder.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Files that exist in memory only, hashed plainly, and the torrents that other programs made of
/// the same files.
final class Content {
  static final int PIECE = 32 * 1024;

  /// Of the folder `álbum`, in the order of the paths.
  static final List<Source> FOLDER =
      List.of(
          file(1, "1-byte"),
          file(100_000, "sub", "data.bin"),
          file(32_769, "sub", "漢字.txt"),
          file(0, "vacio"),
          file(16_384, "z", "last"),
          file(6, "ñandú.txt"));

  /// `one.bin`.
  static final List<Source> FILE = List.of(file(70_000));

  private Content() {}

  static Source file(long length, String... path) {
    return new Source(List.of(path), length);
  }

  /// The same bytes for every file of that length.
  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 ^ i >> 8);
    }
    return bytes;
  }

  static TorrentBuilder hashed(
      Version version, String name, int pieceLength, List<Source> sources) {
    TorrentBuilder builder = new TorrentBuilder(version, name, pieceLength, sources);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (FileEntry entry : builder.layout()) {
      byte[] bytes = entry.pad() ? new byte[(int) entry.length()] : bytes((int) entry.length());
      all.writeBytes(bytes);
      if (version != Version.V1 && !entry.pad() && entry.length() > 0) {
        byte[] leaves = digests("SHA-256", bytes, MerkleTree.LEAF_BYTES);
        byte[] layer =
            entry.length() > pieceLength ? MerkleTree.pieceLayer(leaves, pieceLength) : new byte[0];
        builder.merkle(builder.layout().indexOf(entry), MerkleTree.root(leaves), layer);
      }
    }
    return version == Version.V2
        ? builder
        : builder.pieces(digests("SHA-1", all.toByteArray(), pieceLength));
  }

  private static byte[] digests(String algorithm, byte[] bytes, int step) {
    MessageDigest digest = MerkleTree.digest(algorithm);
    ByteArrayOutputStream digests = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; at += step) {
      digest.update(bytes, at, Math.min(step, bytes.length - at));
      digests.writeBytes(digest.digest());
    }
    return digests.toByteArray();
  }

  /// A torrent that another program made of the same files.
  static byte[] fixture(String name) {
    try (InputStream in = Content.class.getResourceAsStream(name + ".torrent")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One torrent of every kind: what mutations begin with.
  static List<byte[]> everyKind() {
    List<byte[]> torrents = new ArrayList<>();
    for (String kind : Arrays.asList("v1", "v2", "hybrid")) {
      torrents.add(fixture("libtorrent-folder-" + kind));
      torrents.add(fixture("libtorrent-file-" + kind));
    }
    torrents.add(fixture("transmission-folder"));
    torrents.add(fixture("transmission-file"));
    return torrents;
  }
}

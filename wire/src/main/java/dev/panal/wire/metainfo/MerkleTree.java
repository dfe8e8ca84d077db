package dev.panal.wire.metainfo;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// The hash trees of v2 (BEP 52): binary, of SHA-256, one for each file. The leaves are the hashes
/// of blocks of 16 KiB (the last block may be shorter, and is hashed as short as it is); their
/// number is filled up to a power of two with hashes of all zeros. The layer whose hashes cover one
/// piece each is what a .torrent carries.
///
/// Layers are arrays of hashes end to end.
public final class MerkleTree {
  public static final int HASH_BYTES = 32;

  /// Bytes under one leaf.
  public static final int LEAF_BYTES = PieceGeometry.BLOCK_LENGTH;

  private MerkleTree() {}

  /// The root over `leaves`: `pieces root` of a file that has these.
  ///
  /// @throws IllegalArgumentException unless there is at least one, and only whole ones
  public static byte[] root(byte[] leaves) {
    return reduce(leaves, 0, leaves.length, 0, 0);
  }

  /// The root over a piece layer, of a file with pieces of `pieceLength`: the same as that over the
  /// leaves below.
  ///
  /// @throws IllegalArgumentException unless there is at least one hash, and only whole ones
  public static byte[] rootOfLayer(byte[] layer, int pieceLength) {
    return rootOfLayer(layer, 0, layer.length, pieceLength);
  }

  static byte[] rootOfLayer(byte[] in, int from, int to, int pieceLength) {
    return reduce(in, from, to, height(pieceLength), 0);
  }

  /// The hash of one piece in the piece layer of a file longer than a piece, from the `leaves` in
  /// it; the last piece of a file may have fewer than the others.
  ///
  /// @throws IllegalArgumentException if there is none, or more than a piece has
  public static byte[] pieceHash(byte[] leaves, int pieceLength) {
    int height = height(pieceLength);
    if (leaves.length >> height > HASH_BYTES) {
      throw new IllegalArgumentException("more leaves than a piece of " + pieceLength + " has");
    }
    return reduce(leaves, 0, leaves.length, 0, height);
  }

  /// The piece layer over `leaves`.
  ///
  /// @throws IllegalArgumentException unless there is at least one leaf, and only whole ones
  public static byte[] pieceLayer(byte[] leaves, int pieceLength) {
    checkHashes(leaves.length);
    int pieceBytes = HASH_BYTES << height(pieceLength);
    int pieces = (leaves.length - 1) / pieceBytes + 1;
    byte[] layer = new byte[pieces * HASH_BYTES];
    for (int piece = 0; piece < pieces; piece++) {
      int from = piece * pieceBytes;
      byte[] part = Arrays.copyOfRange(leaves, from, Math.min(from + pieceBytes, leaves.length));
      System.arraycopy(pieceHash(part, pieceLength), 0, layer, piece * HASH_BYTES, HASH_BYTES);
    }
    return layer;
  }

  /// How many levels the layer of pieces is above the leaves.
  private static int height(int pieceLength) {
    if (pieceLength < LEAF_BYTES || Integer.bitCount(pieceLength) != 1) {
      throw new IllegalArgumentException(
          "piece length " + pieceLength + " is no power of two of at least " + LEAF_BYTES);
    }
    return Integer.numberOfTrailingZeros(pieceLength / LEAF_BYTES);
  }

  private static void checkHashes(int bytes) {
    if (bytes == 0 || bytes % HASH_BYTES != 0) {
      throw new IllegalArgumentException(bytes + " bytes are no list of hashes");
    }
  }

  /// Goes up from the hashes in `in`, at `fromHeight` above the leaves, until one is left and its
  /// height is at least `toHeight`. What a level lacks to a power of two is all one subtree of
  /// zeros, so only the last pair of a level can need one.
  private static byte[] reduce(byte[] in, int from, int to, int fromHeight, int toHeight) {
    checkHashes(to - from);
    MessageDigest sha256 = sha256();
    byte[] zeros = new byte[HASH_BYTES];
    for (int i = 0; i < fromHeight; i++) {
      pair(sha256, zeros, 0, zeros, 0, zeros, 0);
    }
    byte[] level = Arrays.copyOfRange(in, from, to);
    int count = level.length / HASH_BYTES;
    for (int height = fromHeight; count > 1 || height < toHeight; height++) {
      int pairs = (count + 1) / 2;
      for (int i = 0; i < pairs; i++) {
        boolean whole = 2 * i + 1 < count;
        int left = 2 * i * HASH_BYTES;
        pair(
            sha256,
            level,
            left,
            whole ? level : zeros,
            whole ? left + HASH_BYTES : 0,
            level,
            i * HASH_BYTES);
      }
      pair(sha256, zeros, 0, zeros, 0, zeros, 0);
      count = pairs;
    }
    return Arrays.copyOf(level, HASH_BYTES);
  }

  private static void pair(
      MessageDigest sha256, byte[] a, int aAt, byte[] b, int bAt, byte[] out, int outAt) {
    sha256.update(a, aAt, HASH_BYTES);
    sha256.update(b, bAt, HASH_BYTES);
    try {
      sha256.digest(out, outAt, HASH_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  static MessageDigest sha256() {
    return digest("SHA-256");
  }

  /// Every Java platform must have SHA-1 and SHA-256.
  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

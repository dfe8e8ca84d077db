package dev.panal.wire.peer;

import dev.panal.wire.InfoHash;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// The pieces that a peer may ask for while it is choked (BEP 6), computed from its address, so
/// that it gets the same few from everybody and cannot live on them by reconnecting.
public final class AllowedFastSet {
  /// The size that BEP 6 recommends.
  public static final int SIZE = 10;

  private AllowedFastSet() {}

  /// `size` pieces, or all of them where there are not more, in the order of their computation.
  /// Neighbours count as one peer: the last byte of an IPv4 address is ignored, as the BEP has it;
  /// of an IPv6 address, of which the BEP says nothing, the half that one subscriber chooses
  /// freely.
  public static int[] of(InfoHash infoHash, InetAddress peer, int pieceCount, int size) {
    if (pieceCount <= size) {
      int[] all = new int[pieceCount];
      Arrays.setAll(all, i -> i);
      return all;
    }
    byte[] address = peer.getAddress();
    Arrays.fill(address, address.length == 4 ? 3 : 8, address.length, (byte) 0);
    MessageDigest sha1 = sha1();
    sha1.update(address);
    byte[] digest = sha1.digest(infoHash.bytes());
    int[] pieces = new int[size];
    int found = 0;
    while (found < size) {
      ByteBuffer words = ByteBuffer.wrap(digest);
      while (words.hasRemaining() && found < size) {
        int piece = Integer.remainderUnsigned(words.getInt(), pieceCount);
        if (!contains(pieces, found, piece)) {
          pieces[found++] = piece;
        }
      }
      digest = sha1.digest(digest);
    }
    return pieces;
  }

  private static boolean contains(int[] pieces, int count, int piece) {
    for (int i = 0; i < count; i++) {
      if (pieces[i] == piece) {
        return true;
      }
    }
    return false;
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-1", e);
    }
  }
}

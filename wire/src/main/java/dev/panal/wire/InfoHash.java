package dev.panal.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/// The 20 bytes that name a swarm on the wire (BEP 3): the SHA-1 of the info dictionary, or the
/// first 20 bytes of its SHA-256 for a v2 torrent (BEP 52).
public final class InfoHash implements Comparable<InfoHash> {
  public static final int LENGTH = 20;

  private final byte[] bytes;

  private InfoHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies `bytes`.
  ///
  /// @throws IllegalArgumentException unless there are 20
  public static InfoHash of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "an info-hash has " + LENGTH + " bytes, not " + bytes.length);
    }
    return new InfoHash(bytes.clone());
  }

  /// Reads 20 bytes from `in`.
  public static InfoHash read(ByteBuffer in) {
    byte[] bytes = new byte[LENGTH];
    in.get(bytes);
    return new InfoHash(bytes);
  }

  /// @throws IllegalArgumentException unless `hex` is 40 hexadecimal digits
  public static InfoHash ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /// A copy.
  public byte[] bytes() {
    return bytes.clone();
  }

  public void write(ByteBuffer out) {
    out.put(bytes);
  }

  /// Byte `index` of the 20, 0 to 255: tracker shards are chosen by byte 0.
  public int byteAt(int index) {
    return bytes[index] & 0xff;
  }

  /// 40 lower-case hexadecimal digits.
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public int compareTo(InfoHash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InfoHash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}

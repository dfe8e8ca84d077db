package dev.panal.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/// The 32 bytes that name a v2 torrent (BEP 52): the SHA-256 of its info dictionary.
public final class InfoHashV2 implements Comparable<InfoHashV2> {
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private InfoHashV2(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies `bytes`.
  ///
  /// @throws IllegalArgumentException unless there are 32
  public static InfoHashV2 of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "an info-hash has " + LENGTH + " bytes, not " + bytes.length);
    }
    return new InfoHashV2(bytes.clone());
  }

  /// Reads 32 bytes from `in`.
  public static InfoHashV2 read(ByteBuffer in) {
    byte[] bytes = new byte[LENGTH];
    in.get(bytes);
    return new InfoHashV2(bytes);
  }

  /// @throws IllegalArgumentException unless `hex` is 64 hexadecimal digits
  public static InfoHashV2 ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /// A copy.
  public byte[] bytes() {
    return bytes.clone();
  }

  public void write(ByteBuffer out) {
    out.put(bytes);
  }

  /// The first 20 bytes: what stands for this hash in handshakes and announces.
  public InfoHash truncated() {
    return InfoHash.of(Arrays.copyOf(bytes, InfoHash.LENGTH));
  }

  /// 64 lower-case hexadecimal digits.
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public int compareTo(InfoHashV2 other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InfoHashV2 that && Arrays.equals(bytes, that.bytes);
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

package dev.panal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The 20 bytes by which a peer names itself (BEP 3), by convention a client code and chance (BEP
/// 20).
public final class PeerId {
  public static final int LENGTH = 20;

  private final byte[] bytes;

  private PeerId(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies `bytes`.
  ///
  /// @throws IllegalArgumentException unless there are 20
  public static PeerId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a peer id has " + LENGTH + " bytes, not " + bytes.length);
    }
    return new PeerId(bytes.clone());
  }

  /// Reads 20 bytes from `in`.
  public static PeerId read(ByteBuffer in) {
    byte[] bytes = new byte[LENGTH];
    in.get(bytes);
    return new PeerId(bytes);
  }

  /// `prefix` (for example `-PN0100-`) and then letters and digits drawn from `random`.
  public static PeerId random(String prefix, RandomGenerator random) {
    byte[] bytes = new byte[LENGTH];
    byte[] head = prefix.getBytes(StandardCharsets.US_ASCII);
    String alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (int i = 0; i < LENGTH; i++) {
      bytes[i] =
          i < head.length ? head[i] : (byte) alphabet.charAt(random.nextInt(alphabet.length()));
    }
    return new PeerId(bytes);
  }

  /// A copy.
  public byte[] bytes() {
    return bytes.clone();
  }

  public void write(ByteBuffer out) {
    out.put(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// Printable ASCII as it is, other bytes as `%XX`: peer ids are hostile text.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(LENGTH);
    for (byte b : bytes) {
      if (b > 0x20 && b < 0x7f && b != '%') {
        text.append((char) b);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return text.toString();
  }
}

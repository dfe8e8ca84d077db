package dev.panal.app.network;

import java.net.InetAddress;
import java.util.Arrays;

/// An address, or all that begin with the same bits, as in `192.0.2.0/24`.
public final class AddressRange {
  private final byte[] bytes;
  private final int bits;

  private AddressRange(byte[] bytes, int bits) {
    this.bytes = bytes;
    this.bits = bits;
  }

  /// @throws IllegalArgumentException if it is none; the message says what is wrong
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] bytes;
    try {
      bytes = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "write an address in digits, 192.0.2.7 or 2001:db8::7, or a range, 192.0.2.0/24", e);
    }
    int all = bytes.length * Byte.SIZE;
    if (slash < 0) {
      return new AddressRange(bytes, all);
    }
    String length = text.substring(slash + 1);
    if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > all) {
      throw new IllegalArgumentException("after the / stands a number of bits, 0 to " + all);
    }
    return new AddressRange(bytes, Integer.parseInt(length));
  }

  public boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    if (other.length != bytes.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    int rest = bits % Byte.SIZE;
    return Arrays.equals(bytes, 0, whole, other, 0, whole)
        && (rest == 0 || (bytes[whole] ^ other[whole]) >> (Byte.SIZE - rest) == 0);
  }
}

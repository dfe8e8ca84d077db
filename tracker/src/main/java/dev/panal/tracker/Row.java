package dev.panal.tracker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// How a peer lies in a byte array: 26 bytes for IPv4, 38 for IPv6. Address and port come last and
/// together, in the order of the compact form (BEP 7, 23), so they are copied into answers as they
/// are.
final class Row {
  /// Number of the first eight bytes of the peer id, see [PrefixTable].
  static final int PREFIX = 0;

  /// The other twelve.
  static final int TAIL = 2;

  static final int TAIL_END = 10;
  static final int KEY = 14;

  /// The tick after which the peer counts as gone, modulo 256.
  static final int DEADLINE = 18;

  /// How much it has, in percent, as far as can be told.
  static final int SHARE = 19;

  static final int ADDRESS = 20;

  static final int V4_BYTES = 4;
  static final int V6_BYTES = 16;
  static final int PORT_BYTES = 2;

  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private Row() {}
}

package dev.panal.tracker;

import java.nio.ByteBuffer;

/// An announce as it travels between the nodes of a ring: 83 bytes for IPv4, 95 for IPv6.
final class PeerRecord {
  static final int MAX_BYTES = 8 + 20 + 20 + 4 + 1 + 2 + 16 + 3 * 8;

  private static final int V6 = 1;
  private static final int CHANGE_SHIFT = 1;
  private static final int CHANGE_MASK = 3;

  private PeerRecord() {}

  static void write(Announcement said, long stamp, ByteBuffer out) {
    out.putLong(stamp).putLong(said.hashA).putLong(said.hashB).putInt(said.hashC);
    out.putLong(said.idPrefix).putLong(said.idTail).putInt(said.idTailEnd).putInt(said.key);
    out.put((byte) ((said.v6 ? V6 : 0) | said.change.code << CHANGE_SHIFT));
    out.putShort((short) said.port);
    if (said.v6) {
      out.putLong(said.addressHigh).putLong(said.addressLow);
    } else {
      out.putInt((int) said.addressLow);
    }
    out.putLong(said.uploaded).putLong(said.downloaded).putLong(said.left);
  }

  /// Fills `said`, which wants no peers.
  ///
  /// @return the stamp
  /// @throws java.nio.BufferUnderflowException if it is cut off
  static long read(ByteBuffer in, Announcement said) {
    final long stamp = in.getLong();
    said.hashA = in.getLong();
    said.hashB = in.getLong();
    said.hashC = in.getInt();
    said.idPrefix = in.getLong();
    said.idTail = in.getLong();
    said.idTailEnd = in.getInt();
    said.key = in.getInt();
    byte flags = in.get();
    int port = in.getShort() & 0xffff;
    if ((flags & V6) != 0) {
      said.at(true, in.getLong(), in.getLong(), port);
    } else {
      said.at(false, 0, in.getInt() & 0xffffffffL, port);
    }
    said.says(
        Announcement.Change.of(flags >> CHANGE_SHIFT & CHANGE_MASK),
        in.getLong(),
        in.getLong(),
        in.getLong());
    said.wants(0, said.v6, false, false);
    return stamp;
  }
}

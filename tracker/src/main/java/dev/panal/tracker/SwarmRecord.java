package dev.panal.tracker;

import java.nio.ByteBuffer;

/// What somebody knows of a swarm from outside ([Tracker#know], [Tracker#recall]), as it travels
/// between the nodes of a ring among [PeerRecord]s: 41 bytes. May be applied again and again.
final class SwarmRecord {
  static final int BYTES = 8 + 20 + 4 + 8 + 1;

  /// Where others have their time stamp, which is never this.
  private static final long MARK = 0;

  private static final byte KEPT = 1;

  private SwarmRecord() {}

  static void write(KnownSwarm known, ByteBuffer out) {
    out.putLong(MARK);
    known.infoHash().write(out);
    out.putInt(known.completed()).putLong(known.sizeBytes()).put(known.kept() ? KEPT : 0);
  }

  /// Whether the next of several records is one.
  static boolean isNext(ByteBuffer in) {
    return in.getLong(in.position()) == MARK;
  }

  /// @throws java.nio.BufferUnderflowException if it is cut off
  static void read(ByteBuffer in, BucketState.Visitor visitor) {
    long _ = in.getLong();
    Announcement named = new Announcement();
    named.hashA = in.getLong();
    named.hashB = in.getLong();
    named.hashC = in.getInt();
    int completed = in.getInt();
    long size = in.getLong();
    visitor.swarm(named, completed, size, size > 0, in.get() == KEPT);
  }
}

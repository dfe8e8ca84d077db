package dev.panal.tracker;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// All swarms of a bucket as bytes, for another node of the ring; also which peers have just said
/// good-bye, so that they do not come back.
///
/// Times are the time left, in milliseconds, because every node counts its own ticks.
final class BucketState {
  private static final byte VERSION = 1;
  private static final byte END = 0;
  private static final byte SWARM = 1;
  private static final byte KEPT = 1;
  private static final byte SIZE_KNOWN = 2;
  private static final int SWARM_BYTES = 1 + 20 + 4 + 8 + 1;
  private static final int ROW_BYTES = 8 + 12 + 4 + 1 + 1 + 4 + 16 + 2;
  private static final int LEAST_BYTES = 1_024;

  private BucketState() {}

  /// Gathers bytes.
  static final class Writer {
    private final int tick;
    private final long tickMillis;
    private ByteBuffer out = ByteBuffer.allocate(LEAST_BYTES).put(VERSION);

    Writer(int tick, long tickMillis) {
      this.tick = tick;
      this.tickMillis = tickMillis;
    }

    void swarm(Swarm swarm, PrefixTable prefixes) {
      room(SWARM_BYTES);
      out.put(SWARM).putLong(swarm.hashA).putLong(swarm.hashB).putInt(swarm.hashC);
      out.putInt(swarm.completed).putLong(swarm.size);
      out.put((byte) ((swarm.kept ? KEPT : 0) | (swarm.sizeKnown ? SIZE_KNOWN : 0)));
      rows(swarm.v4, prefixes);
      rows(swarm.v6, prefixes);
    }

    private void rows(@Nullable PeerTable table, PrefixTable prefixes) {
      int count = table == null ? 0 : table.size();
      room(4 + count * ROW_BYTES);
      out.putInt(count);
      for (int row = 0; table != null && row < count; row++) {
        out.putInt((int) Math.max(0, table.ticksLeft(row, tick) * tickMillis));
        table.write(row, prefixes, out);
      }
    }

    void stopped(long peer, long stamp) {
      room(1 + 2 * 8);
      out.putLong(peer).putLong(stamp);
    }

    /// After the last swarm; good-byes follow.
    void swarmsEnd() {
      room(1);
      out.put(END);
    }

    byte[] bytes() {
      return Arrays.copyOf(out.array(), out.position());
    }

    private void room(int more) {
      if (out.remaining() < more) {
        int size = Math.max(out.capacity() * 2, out.position() + more);
        out = ByteBuffer.wrap(Arrays.copyOf(out.array(), size)).position(out.position());
      }
    }
  }

  /// Who gets what stands in the bytes.
  interface Visitor {
    void swarm(Announcement named, int completed, long size, boolean sizeKnown, boolean kept);

    void row(Announcement peer, PeerTable.Part part, int share, int millisLeft);

    void stopped(long peer, long stamp);
  }

  /// Good-byes come first.
  ///
  /// @throws RuntimeException if these are no such bytes
  static void read(byte[] bytes, Visitor visitor) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.get() != VERSION) {
      throw new IllegalArgumentException("a bucket of another version");
    }
    ByteBuffer swarms = in.duplicate();
    while (in.get() == SWARM) {
      in.position(in.position() + SWARM_BYTES - 1);
      skipRows(in, Row.V4_BYTES);
      skipRows(in, Row.V6_BYTES);
    }
    while (in.hasRemaining()) {
      visitor.stopped(in.getLong(), in.getLong());
    }
    while (swarms.get() == SWARM) {
      swarm(swarms, visitor);
    }
  }

  private static void skipRows(ByteBuffer in, int addressBytes) {
    int count = in.getInt();
    in.position(in.position() + Math.multiplyExact(count, 4 + PeerTable.stateBytes(addressBytes)));
  }

  private static void swarm(ByteBuffer in, Visitor visitor) {
    Announcement said = new Announcement();
    said.hashA = in.getLong();
    said.hashB = in.getLong();
    said.hashC = in.getInt();
    int completed = in.getInt();
    long size = in.getLong();
    byte flags = in.get();
    visitor.swarm(said, completed, size, (flags & SIZE_KNOWN) != 0, (flags & KEPT) != 0);
    rows(in, said, false, visitor);
    rows(in, said, true, visitor);
  }

  private static void rows(ByteBuffer in, Announcement said, boolean v6, Visitor visitor) {
    int count = in.getInt();
    for (int i = 0; i < count; i++) {
      int millisLeft = in.getInt();
      said.idPrefix = in.getLong();
      said.idTail = in.getLong();
      said.idTailEnd = in.getInt();
      said.key = in.getInt();
      int share = in.get();
      PeerTable.Part part = PeerTable.Part.of(in.get());
      long high = v6 ? in.getLong() : 0;
      long low = v6 ? in.getLong() : in.getInt() & 0xffffffffL;
      said.at(v6, high, low, in.getShort() & 0xffff);
      visitor.row(said, part, share, millisLeft);
    }
  }
}

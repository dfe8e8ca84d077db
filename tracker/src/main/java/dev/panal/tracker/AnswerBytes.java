package dev.panal.tracker;

import dev.panal.wire.PeerId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// What the store said to an announce, as bytes: for an answer that has to wait, or comes from
/// another node of the ring.
final class AnswerBytes {
  private static final int NUMBERS = 1 + 4 * 4 + 3 * 2;
  private static final byte UNKNOWN = 0;
  private static final byte KNOWN = 1;

  private AnswerBytes() {}

  static byte[] of(SwarmStore.Outcome outcome, Answer answer) {
    int ids = answer.v4Ids.size() + answer.v6Ids.size();
    int room = NUMBERS + answer.v4.limit() + answer.v6.limit() + 2 * 2 + ids * (1 + PeerId.LENGTH);
    ByteBuffer out = ByteBuffer.allocate(room);
    out.put(outcome.code);
    out.putInt(answer.seeds).putInt(answer.leechers).putInt(answer.completed);
    out.putInt(answer.intervalSeconds);
    put(out, answer.v4);
    put(out, answer.v6);
    put(out, answer.v4Ids);
    put(out, answer.v6Ids);
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }

  private static void put(ByteBuffer out, ByteBuffer peers) {
    out.putShort((short) peers.limit()).put(peers.duplicate().position(0));
  }

  private static void put(ByteBuffer out, List<Optional<PeerId>> ids) {
    out.putShort((short) ids.size());
    for (Optional<PeerId> id : ids) {
      out.put(id.isPresent() ? KNOWN : UNKNOWN);
      id.ifPresent(known -> known.write(out));
    }
  }

  /// Fills `answer`.
  ///
  /// @throws RuntimeException if these are no such bytes
  static SwarmStore.Outcome read(byte[] bytes, Answer answer) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    SwarmStore.Outcome outcome = SwarmStore.Outcome.of(in.get());
    answer.clear();
    answer.seeds = in.getInt();
    answer.leechers = in.getInt();
    answer.completed = in.getInt();
    answer.intervalSeconds = in.getInt();
    take(in, answer.v4);
    take(in, answer.v6);
    take(in, answer.v4Ids);
    take(in, answer.v6Ids);
    answer.flip();
    return outcome;
  }

  private static void take(ByteBuffer in, ByteBuffer peers) {
    int length = in.getShort() & 0xffff;
    peers.put(in.slice(in.position(), length));
    in.position(in.position() + length);
  }

  private static void take(ByteBuffer in, List<Optional<PeerId>> ids) {
    int count = in.getShort();
    for (int i = 0; i < count; i++) {
      ids.add(in.get() == KNOWN ? Optional.of(PeerId.read(in)) : Optional.empty());
    }
  }
}

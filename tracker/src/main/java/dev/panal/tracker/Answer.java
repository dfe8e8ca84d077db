package dev.panal.tracker;

import dev.panal.wire.PeerId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the store says to an announce. One is used again and again; its content is good until the
/// next announce.
final class Answer {
  int seeds;
  int leechers;
  int completed;
  int intervalSeconds;

  /// Peers in compact form (BEP 7, 23), from position 0 to the limit.
  final ByteBuffer v4;

  final ByteBuffer v6;

  private final byte[] v4Bytes;
  private final byte[] v6Bytes;

  /// The ids of the same peers in the same order, if they were asked for; empty where unknown.
  final List<Optional<PeerId>> v4Ids = new ArrayList<>();

  final List<Optional<PeerId>> v6Ids = new ArrayList<>();

  Answer(int maxPeers) {
    v4Bytes = new byte[maxPeers * (Row.V4_BYTES + Row.PORT_BYTES)];
    v6Bytes = new byte[maxPeers * (Row.V6_BYTES + Row.PORT_BYTES)];
    v4 = ByteBuffer.wrap(v4Bytes);
    v6 = ByteBuffer.wrap(v6Bytes);
  }

  /// Adds the peers whose rows `draw` has chosen.
  void add(PeerTable table, PeerDraw draw, int count) {
    boolean inV6 = table.addressBytes() == Row.V6_BYTES;
    byte[] to = inV6 ? v6Bytes : v4Bytes;
    ByteBuffer buffer = inV6 ? v6 : v4;
    int entry = table.addressBytes() + Row.PORT_BYTES;
    int at = buffer.position();
    for (int i = 0; i < count; i++) {
      table.writeCompact(draw.chosen(i), to, at);
      at += entry;
    }
    buffer.position(at);
  }

  void clear() {
    v4.clear();
    v6.clear();
    v4Ids.clear();
    v6Ids.clear();
  }

  void flip() {
    v4.flip();
    v6.flip();
  }
}

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

  /// The ids of the same peers in the same order, if they were asked for; empty where unknown.
  final List<Optional<PeerId>> v4Ids = new ArrayList<>();

  final List<Optional<PeerId>> v6Ids = new ArrayList<>();

  Answer(int maxPeers) {
    v4 = ByteBuffer.allocate(maxPeers * (Row.V4_BYTES + Row.PORT_BYTES));
    v6 = ByteBuffer.allocate(maxPeers * (Row.V6_BYTES + Row.PORT_BYTES));
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

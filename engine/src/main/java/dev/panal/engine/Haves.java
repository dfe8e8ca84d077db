package dev.panal.engine;

import dev.panal.engine.peer.PeerProtocol;
import dev.panal.engine.picker.PiecePicker;
import dev.panal.io.EventLoop;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Tells peers which pieces we have got.
///
/// A `have` is nine bytes, but told to a thousand peers it is a thousand writes to sockets, and a
/// torrent may get hundreds of pieces a second. So a small swarm hears of a piece at once, and a
/// large one of several together: the more peers, the longer they are gathered, up to some tenths
/// of a second. A peer that has the piece by then is not told.
final class Haves {
  /// To so many peers a piece is told at once.
  private static final int FEW = 50;

  /// What a write to a socket costs, some 5 µs, is to be a twentieth of the time at most.
  private static final Duration GATHERING_PER_PEER = Duration.ofNanos(100_000);

  /// Told early when there are so many: they fit into one write.
  private static final int MAX_GATHERED = 1_024;

  private final EventLoop loop;
  private final Peers peers;
  private final PiecePicker picker;
  private int[] gathered = new int[4];
  private int count;
  private EventLoop.@Nullable Timer timer;

  Haves(EventLoop loop, Peers peers, PiecePicker picker) {
    this.loop = loop;
    this.peers = peers;
    this.picker = picker;
  }

  /// We have got a piece.
  void got(int piece) {
    int size = peers.all().size();
    if (count == gathered.length) {
      gathered = Arrays.copyOf(gathered, count * 2);
    }
    gathered[count++] = piece;
    if (size <= FEW || count == MAX_GATHERED) {
      tell();
    } else if (timer == null) {
      timer = loop.schedule(GATHERING_PER_PEER.multipliedBy(size), this::tell);
    }
  }

  /// Nothing more is told.
  void stop() {
    count = 0;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void tell() {
    // What was lost again meanwhile is not told.
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (picker.has(gathered[i])) {
        gathered[kept++] = gathered[i];
      }
    }
    for (Peer peer : peers.all()) {
      int slot = peer.slot();
      PeerProtocol protocol = peer.connection().protocol();
      protocol.have(gathered, kept, piece -> !picker.has(slot, piece));
    }
    stop();
  }
}

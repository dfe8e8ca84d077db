package dev.panal.tracker.message;

import dev.panal.tracker.KeyProof;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.util.function.Consumer;

/// Who knows what peers announce themselves with: the tracker.
@FunctionalInterface
public interface AnnounceKeys {
  /// @param receiver hears it once, on whatever thread, perhaps within this call
  void proves(InfoHash infoHash, PeerId peerId, int key, Consumer<KeyProof> receiver);
}

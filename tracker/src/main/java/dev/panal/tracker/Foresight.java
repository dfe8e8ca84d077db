package dev.panal.tracker;

import dev.panal.wire.tracker.UdpAnnounceFrame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Has in the processor's cache what the announces of a batch are about, before they are answered.
///
/// Swarms lie all over the memory. An announce that is answered alone waits for the memory three
/// times: for the swarm, for its table, for the rows, which takes longer than all that is done with
/// them. Here the same is read for all of a batch, one right after the other, and the processor
/// waits for several at a time.
final class Foresight {
  private final SwarmStore store;
  private final UdpAnnounceFrame frame = new UdpAnnounceFrame();
  private @Nullable Swarm[] swarms = new @Nullable Swarm[0];

  /// What was read. Others may look at it, so no compiler finds out that nobody does and leaves the
  /// reading out.
  int read;

  Foresight(SwarmStore store) {
    this.store = store;
  }

  void expect(ByteBuffer[] questions, int count) {
    if (swarms.length < count) {
      swarms = new @Nullable Swarm[count];
    }
    for (int i = 0; i < count; i++) {
      // Whether it is allowed to is seen later: a look at memory does no harm.
      swarms[i] =
          frame.wrap(questions[i])
              ? store.first(frame.infoHashA(), frame.infoHashB(), frame.infoHashC())
              : null;
    }
    int all = 0;
    for (int i = 0; i < count; i++) {
      Swarm swarm = swarms[i];
      if (swarm != null) {
        all ^= swarm.touch();
      }
    }
    read = all;
  }
}

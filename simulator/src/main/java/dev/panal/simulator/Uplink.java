package dev.panal.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The way out of a host: one parcel after the other, and those who have something to send take
/// turns.
final class Uplink {
  private final VirtualWorld world;
  private final @Nullable Host host;
  private final Deque<Source> ring = new ArrayDeque<>();
  private boolean busy;
  private boolean pumping;

  Uplink(VirtualWorld world, Host host) {
    this.world = world;
    this.host = host;
  }

  private Uplink(VirtualWorld world) {
    this.world = world;
    this.host = null;
  }

  /// A way that takes no time, for what stays on the host.
  static Uplink unlimited(VirtualWorld world) {
    return new Uplink(world);
  }

  /// Someone who has something to send.
  abstract static class Source {
    private boolean inRing;

    /// The next parcel, or null if there is none at the moment.
    abstract @Nullable Parcel next();
  }

  /// `source` has something to send. Idempotent.
  void offer(Source source) {
    if (!source.inRing) {
      source.inRing = true;
      ring.addLast(source);
    }
    if (!busy && !pumping) {
      pump();
    }
  }

  private void pump() {
    pumping = true;
    while (!busy) {
      Source source = ring.pollFirst();
      if (source == null) {
        break;
      }
      source.inRing = false;
      Parcel parcel = source.next();
      if (parcel != null) {
        long nanos = nanos(parcel.wireBytes());
        parcel.depart(world.nowNanos() + nanos);
        source.inRing = true;
        ring.addLast(source);
        if (nanos > 0) {
          busy = true;
          world.schedule(nanos, null, this::free);
        }
      }
    }
    pumping = false;
  }

  private void free() {
    busy = false;
    pump();
  }

  private long nanos(int bytes) {
    long rate = host == null ? 0 : host.link().upBytesPerSecond();
    return rate == 0 ? 0 : bytes * 1_000_000_000L / rate;
  }
}

package dev.panal.app.tracker.ring;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.app.tracker.message.JournalSharing;
import dev.panal.app.tracker.policy.LivePolicy;
import dev.panal.io.EventLoop;
import dev.panal.tracker.message.RelayConfig;
import dev.panal.tracker.ring.SharedRows;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The durable part of a tracker that is one of a ring: what all of them keep.
///
/// To be made once the ring runs, and closed before the ring, the hosting and the database, but
/// after the message room, whose last words it writes.
public final class RingDurables implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final RingRows rows;
  private final InstantSource clock;
  private final Consumer<String> warnings;
  private @Nullable RingTorrents torrents;
  private @Nullable RingPolicy policy;

  /// Reads what was known before.
  ///
  /// @param warnings hears, in words for people, what cannot be done
  /// @throws IOException if that is not possible; the message says why
  public RingDurables(
      SharedRows shared, TrackerDatabase database, InstantSource clock, Consumer<String> warnings)
      throws IOException {
    this.rows = new RingRows(database, shared, clock);
    this.clock = clock;
    this.warnings = warnings;
  }

  /// From now on all trackers of the ring host the same. To be called once.
  public void share(Hosting hosting) {
    RingTorrents sharing = new RingTorrents(rows, hosting, warnings);
    torrents = sharing;
    sharing.begin();
  }

  /// From now on all trackers of the ring that have the same kinds of lists serve by the newest. To
  /// be called once, before the policy is watched.
  ///
  /// @param messages hears, in words for people, whose list is in use
  public void share(LivePolicy live, Consumer<String> messages) {
    RingPolicy sharing = new RingPolicy(rows, messages, warnings);
    policy = sharing;
    sharing.begin();
    live.share(sharing);
  }

  /// For the message room: messages are at all trackers of the ring. To be used once.
  ///
  /// @param loop the tracker's
  public JournalSharing messages(EventLoop loop) {
    return new RingMessages(rows, loop, clock, RelayConfig.defaults(), RANDOM.nextInt(1_000));
  }

  /// Writes what waits to be written, and gives it to the ring.
  @Override
  public void close() {
    if (torrents != null) {
      torrents.close();
    }
    if (policy != null) {
      policy.close();
    }
    rows.close();
  }
}

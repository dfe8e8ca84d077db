package dev.panal.app.tracker.console;

import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.network.Addresses;
import dev.panal.app.tracker.feed.Feed;
import dev.panal.app.tracker.feed.FeedItem;
import dev.panal.app.tracker.feed.FeedListener;
import dev.panal.tracker.SwarmEvent;
import dev.panal.tracker.TrackerSnapshot;
import java.util.List;
import java.util.Locale;

/// Shows the state once in a while and, to those who asked for more, every event.
public final class TrackerLines implements FeedListener, AutoCloseable {
  private static final int WAITING_ITEMS = 4_096;

  private final Output output;
  private final Runnable end;

  public TrackerLines(Output output, Feed feed) {
    this.output = output;
    this.end = output.verbose() ? feed.subscribe(WAITING_ITEMS, this)::close : () -> {};
  }

  /// How things are now.
  public void show(TrackerSnapshot now) {
    TrackerSnapshot.Counters done = now.counters();
    output.emit(
        Json.event("progress")
            .put("swarms", now.swarms())
            .put("peers", now.peers())
            .put("seeds", now.seeds())
            .put("http_announces", done.httpAnnounces())
            .put("udp_announces", done.udpAnnounces())
            .put("refused", done.failures()));
    output.live(
        List.of(
            String.format(
                Locale.ROOT,
                "%d swarms, %d peers, %d of them seeds; %d announces over HTTP, %d over UDP; %d refused",
                now.swarms(),
                now.peers(),
                now.seeds(),
                done.httpAnnounces(),
                done.udpAnnounces(),
                done.failures())));
  }

  @Override
  public void onItem(FeedItem item) {
    switch (item) {
      case FeedItem.SwarmHappening(SwarmEvent event, var at) -> tell(event);
      case FeedItem.MessageSent _ -> {}
    }
  }

  @Override
  public void onLost(long items) {
    output.message(items + " events are not shown: too many at once");
  }

  private void tell(SwarmEvent event) {
    String what =
        switch (event) {
          case SwarmEvent.Joined joined -> "joined";
          case SwarmEvent.Shared shared -> "shared";
          case SwarmEvent.Announced announced -> "announced";
          case SwarmEvent.Completed completed -> "completed";
          case SwarmEvent.Left left -> "left";
          case SwarmEvent.Expired expired -> "expired";
        };
    String peer = Addresses.print(event.peer().address());
    output.emit(
        Json.event("peer")
            .put("action", what)
            .put("info_hash", event.infoHash().hex())
            .put("peer", peer));
    output.message(peer + " " + what + " " + event.infoHash().hex());
  }

  @Override
  public void close() {
    end.run();
    output.live(List.of());
  }
}

package dev.panal.app.tracker.page;

import dev.panal.app.console.Json;
import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.feed.Feed;
import dev.panal.app.tracker.feed.FeedItem;
import dev.panal.app.tracker.feed.FeedListener;
import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.app.tracker.hosting.HostingChange;
import dev.panal.app.tracker.message.MessageJson;
import dev.panal.app.tracker.nodes.Node.Deed;
import dev.panal.app.tracker.nodes.NodeEvent;
import dev.panal.app.tracker.nodes.Nodes;
import dev.panal.app.tracker.ring.RingView;
import dev.panal.app.tracker.sharing.Sharing;
import dev.panal.tracker.SwarmSummary;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.message.Audience;
import dev.panal.tracker.message.Message;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The page and its moving parts: what is told to open streams, and the samples of health.
public final class Page implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Page.class);

  /// The feed hands over 50 times a second: so this room looks at some 50,000 events in a second
  /// and no more, whatever the tracker is busy with. Above that, nobody could follow anyway.
  private static final int FEED_CAPACITY = 1_024;

  private static final long BEAT_MILLIS = 1_000;
  private static final int BEATS_A_MINUTE = 60;

  /// More lines than that in a second nobody reads; announces that change nothing go first.
  private static final int EVENTS_A_BEAT = 50;

  private final Hosting hosting;
  private final Nodes nodes = new Nodes();
  private final EventStreams streams = new EventStreams();
  private final Counts counts;
  private final Health health;
  private final InstantSource clock;
  private final PageHandler handler;
  private final AutoCloseable subscription;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread heart;

  private final AtomicInteger toldThisBeat = new AtomicInteger();
  private final LongAdder missed = new LongAdder();

  /// @param ring how the ring is now, asked on virtual threads; empty if there is none
  /// @param otherTrackers where the other trackers of the ring are announced to: so a torrent that
  ///   is fetched here names them all
  /// @throws IOException if something cannot be kept in the data folder
  public Page(
      Tracker tracker,
      Feed feed,
      TrackerDatabase database,
      Hosting hosting,
      Optional<Sharing> sharing,
      Supplier<Optional<RingView>> ring,
      Supplier<List<String>> otherTrackers,
      PageOptions options,
      InstantSource clock)
      throws IOException {
    this.hosting = hosting;
    this.clock = clock;
    this.counts = new Counts(tracker, hosting);
    this.health = new Health(database);
    this.handler =
        new PageHandler(
            new PageRooms(
                tracker, hosting, nodes, streams, counts, health, sharing, ring, otherTrackers),
            new Publishers(options, database.folder()),
            options);
    hosting.onChange(this::changed);
    this.subscription = feed.subscribe(FEED_CAPACITY, new Listener());
    this.heart = Thread.ofVirtual().name("panal-page").start(this::live);
  }

  /// What answers over HTTP.
  public Handler handler() {
    return handler;
  }

  /// Must be said before the first request: what peers are told to announce to.
  public void listens(int httpPort, int udpPort) {
    handler.listens(httpPort, udpPort);
  }

  private final class Listener implements FeedListener {
    @Override
    public void onItem(FeedItem item) {
      switch (item) {
        case FeedItem.SwarmHappening happening -> nodes.note(happening).ifPresent(Page.this::tell);
        case FeedItem.MessageSent(Message message, var at) -> tell(message);
      }
    }

    @Override
    public void onLost(long items) {
      missed.add(items);
    }
  }

  private void tell(NodeEvent event) {
    if (streams.count() == 0) {
      return;
    }
    int most = event.deed() == Deed.ANNOUNCED ? EVENTS_A_BEAT / 2 : EVENTS_A_BEAT;
    if (toldThisBeat.get() >= most) {
      missed.increment();
    } else {
      int _ = toldThisBeat.incrementAndGet();
      InfoHash infoHash = event.node().infoHash();
      streams.tell("swarm", Shapes.event(event, hosting.find(infoHash)), Optional.of(infoHash));
    }
  }

  /// Of a message to one peer, all may know that it was sent.
  private void tell(Message message) {
    Optional<InfoHash> swarm =
        message.audience() instanceof Audience.Swarm(InfoHash infoHash)
            ? Optional.of(infoHash)
            : Optional.empty();
    streams.tell("message", MessageJson.open(message), swarm);
  }

  private void changed(HostingChange change) {
    HostedTorrent torrent = change.torrent();
    Json json =
        Json.object()
            .put("kind", "hosting")
            .put(
                "action",
                switch (change) {
                  case HostingChange.Came _ -> "came";
                  case HostingChange.Went _ -> "went";
                })
            .put("info_hash", torrent.infoHash().hex())
            .put("name", torrent.name());
    streams.tell("hosting", json, Optional.empty());
  }

  private void live() {
    Map<InfoHash, SwarmSummary> before = Map.of();
    try {
      for (int beat = 0; !closed.await(BEAT_MILLIS, TimeUnit.MILLISECONDS); beat++) {
        toldThisBeat.set(0);
        long lost = missed.sumThenReset();
        if (lost > 0) {
          streams.tell("missed", Json.object().put("events", lost), Optional.empty());
        }
        if (streams.count() > 0) {
          Map<InfoHash, SwarmSummary> now = counts.now();
          tellChanges(before, now);
          before = now;
        }
        if (beat % BEATS_A_MINUTE == 0) {
          sample();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the page tells no more news", e);
    }
  }

  private void tellChanges(Map<InfoHash, SwarmSummary> before, Map<InfoHash, SwarmSummary> now) {
    List<Json> changed = new ArrayList<>();
    now.forEach((infoHash, summary) -> {
      if (!summary.equals(before.get(infoHash))) {
        changed.add(Shapes.counts(summary));
      }
    });
    if (!changed.isEmpty()) {
      streams.tell("counts", Json.object().put("torrents", changed), Optional.empty());
    }
  }

  private void sample() {
    try {
      health.note(clock.instant(), counts.now());
    } catch (SQLException e) {
      LOG.debug("health is not kept", e); // the database has told people
    }
  }

  /// Ends streams and threads; what was given stays open.
  @Override
  public void close() {
    closed.countDown();
    streams.close();
    try {
      subscription.close();
      heart.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.debug("the feed does not let go", e);
    }
  }
}

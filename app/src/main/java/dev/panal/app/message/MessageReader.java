package dev.panal.app.message;

import dev.panal.app.message.ReceivedMessage.Batch;
import dev.panal.engine.SessionEvent.MessagesOffered;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Http;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.MailQuery;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches the messages of a session from the trackers that offer some, as long as it runs: one
/// request after the other, each held open by the tracker until there is a message.
///
/// Belongs to the session's loop.
public final class MessageReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MessageReader.class);

  /// Trackers times torrents. Each is a request that is always open.
  private static final int MAX_POLLS = 8;

  private static final int WAIT_SECONDS = 25;

  /// What a tracker may take longer than it is told to wait.
  private static final Duration TIMEOUT = Duration.ofSeconds(WAIT_SECONDS + 15);

  /// Sixty-four messages of 4 KiB with every character escaped, and room around them.
  private static final int MAX_ANSWER_BYTES = 2 << 20;

  /// The wait after a first failure; it doubles with each.
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  private static final Duration MAX_RETRY = Duration.ofMinutes(2);

  /// Messages to all come once for each torrent; so many are remembered to tell them once.
  private static final int MAX_SEEN = 256;

  private final Ports ports;
  private final BiConsumer<String, ReceivedMessage> receiver;
  private final Map<Place, Poll> polls = new LinkedHashMap<>();
  private final Set<Seen> seen = new LinkedHashSet<>();
  private boolean closed;

  private record Place(String url, InfoHash torrent) {}

  private record Seen(String authority, long sequence) {}

  /// @param receiver hears of every message and of the tracker that it came from, on the loop; must
  ///   not block
  public MessageReader(Ports ports, BiConsumer<String, ReceivedMessage> receiver) {
    this.ports = ports;
    this.receiver = receiver;
  }

  /// A tracker takes messages: from now on ours are fetched there.
  public void offered(MessagesOffered offer) {
    Place place = new Place(offer.url(), offer.torrent());
    Poll before = polls.get(place);
    if (closed || (before == null && polls.size() >= MAX_POLLS)) {
      return;
    }
    try {
      URI address = URI.create(offer.url()).resolve(offer.path());
      if (before != null) {
        before.end();
      }
      Poll poll = new Poll(offer, address);
      polls.put(place, poll);
      poll.ask();
    } catch (IllegalArgumentException e) {
      LOG.debug("{}: no address for messages: {}", offer.url(), e.getMessage());
    }
  }

  /// Ends every request at once.
  @Override
  public void close() {
    ports
        .loop()
        .execute(() -> {
          closed = true;
          polls.values().forEach(Poll::end);
          polls.clear();
        });
  }

  private void tell(String tracker, URI address, ReceivedMessage message) {
    Seen item = new Seen(String.valueOf(address.getRawAuthority()), message.sequence());
    if (seen.add(item)) {
      if (seen.size() > MAX_SEEN) {
        seen.remove(seen.iterator().next());
      }
      receiver.accept(tracker, message);
    }
  }

  /// One peer's mailbox at one tracker.
  private final class Poll {
    private final MessagesOffered offer;
    private final URI address;
    private long after;
    private int failures;
    private long askedNanos;
    private boolean over;

    /// The request that is under way, or the wait before the next.
    private EventLoop.@Nullable Timer pending;

    Poll(MessagesOffered offer, URI address) {
      this.offer = offer;
      this.address = address;
    }

    void ask() {
      MailQuery query =
          new MailQuery(
              offer.torrent(), offer.peerId(), offer.key(), after, OptionalInt.of(WAIT_SECONDS));
      Http.Request request =
          new Http.Request(
              URI.create(address + "?" + query.encode()),
              Map.of("Accept", "application/json"),
              MAX_ANSWER_BYTES,
              TIMEOUT,
              0);
      askedNanos = ports.loop().nanoTime();
      pending = ports.http().get(request, this::answered);
    }

    private void answered(Result<Http.Reply> result) {
      if (over) {
        return;
      }
      switch (result) {
        case Result.Done<Http.Reply>(Http.Reply reply) when reply.status() == 200 -> take(reply);
        case Result.Done<Http.Reply>(Http.Reply reply) -> failed("status " + reply.status());
        case Result.Failed<Http.Reply>(Failure failure) -> failed(failure.detail());
      }
    }

    private void take(Http.Reply reply) {
      Batch batch;
      try {
        batch = ReceivedMessage.read(reply.body());
      } catch (ProtocolException e) {
        failed(String.valueOf(e.getMessage()));
        return;
      }
      failures = 0;
      for (ReceivedMessage message : batch.messages()) {
        if (message.sequence() > after) {
          after = message.sequence();
          tell(offer.url(), address, message);
        }
      }
      after = Math.max(0, batch.after());
      boolean waited = ports.loop().nanoTime() - askedNanos > FIRST_RETRY.toNanos();
      if (waited || !batch.messages().isEmpty()) {
        ask();
      } else {
        // A tracker that does not wait must not be asked in a circle.
        pause(FIRST_RETRY);
      }
    }

    private void failed(String reason) {
      failures++;
      Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
      wait = wait.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : wait;
      LOG.debug("{}: messages: {}; again in {}", offer.url(), reason, wait);
      double part = 0.75 + 0.25 * ports.random().nextDouble();
      pause(Duration.ofNanos((long) (wait.toNanos() * part)));
    }

    private void pause(Duration wait) {
      pending = ports.loop().schedule(wait, this::ask);
    }

    void end() {
      over = true;
      if (pending != null) {
        pending.cancel();
      }
    }
  }
}

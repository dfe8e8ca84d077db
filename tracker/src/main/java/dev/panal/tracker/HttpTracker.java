package dev.panal.tracker;

import dev.panal.io.EventLoop;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.AnnounceAnswer;
import dev.panal.wire.tracker.AnnounceQuery;
import dev.panal.wire.tracker.AnnounceReply;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.BencodedReply;
import dev.panal.wire.tracker.PeerList;
import dev.panal.wire.tracker.ScrapeAnswer;
import dev.panal.wire.tracker.ScrapeQuery;
import dev.panal.wire.tracker.ScrapeReply;
import dev.panal.wire.tracker.ScrapeRequest;
import dev.panal.wire.tracker.SwarmCounts;
import dev.panal.wire.tracker.TrackerFailure;
import dev.panal.wire.tracker.TrackerPath;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The tracker over HTTP (BEP 3, 7, 21, 23, 24, 31, 48), without the HTTP: a server of whatever
/// kind hands over what was asked and sends back what is answered.
public final class HttpTracker {
  private static final String TEXT = "text/plain";

  private final EventLoop loop;
  private final TrackerDesk desk;
  private final TrackerCounters counters;
  private final Optional<Duration> minInterval;
  private final int maxPeers;
  private Optional<String> messages = Optional.empty();

  /// Sent until the client sends it back (BEP 3). Another one than before tells that the tracker
  /// has forgotten what it knew.
  private final Optional<String> trackerId;

  private boolean closed;

  HttpTracker(
      EventLoop loop,
      TrackerDesk desk,
      TrackerCounters counters,
      TrackerConfig config,
      String trackerId) {
    this.loop = loop;
    this.desk = desk;
    this.counters = counters;
    this.minInterval = Optional.of(config.minInterval());
    this.trackerId = Optional.of(trackerId);
    this.maxPeers = config.limits().maxPeers();
  }

  /// Answers a GET. May be called from any thread: the query is read there and then, the rest
  /// happens on the tracker's loop, never inside this call.
  ///
  /// @param receiver gets the answer exactly once, on the loop, and must not block there; never if
  ///   the loop has ended
  public void answer(HttpCall call, Consumer<HttpAnswer> receiver) {
    String query = call.rawQuery() == null ? "" : call.rawQuery();
    Supplier<HttpAnswer> work;
    try {
      work =
          TrackerPath.parse(call.path())
              .map(path -> work(path, query, call))
              .orElse(HttpTracker::notFound);
    } catch (ProtocolException e) {
      TrackerFailure failure =
          new TrackerFailure(String.valueOf(e.getMessage()), new TrackerFailure.Retry.Never());
      work = () -> failed(failure);
    }
    Supplier<HttpAnswer> onLoop = work;
    loop.execute(() -> answer(onLoop, receiver));
  }

  private Supplier<HttpAnswer> work(TrackerPath path, String query, HttpCall call) {
    return switch (path.question()) {
      case ANNOUNCE -> {
        AnnounceRequest request = AnnounceQuery.decode(query);
        yield () -> announce(request, path.passkey(), call.remote());
      }
      case SCRAPE -> {
        ScrapeRequest request = ScrapeQuery.decode(query);
        yield () -> scrape(request, path.passkey());
      }
    };
  }

  private void answer(Supplier<HttpAnswer> work, Consumer<HttpAnswer> receiver) {
    HttpAnswer answer;
    try {
      answer = closed ? plain(503, "the tracker is closing") : work.get();
    } catch (RuntimeException bug) {
      // Whoever waits must not wait for ever; the stack is for the loop's log.
      receiver.accept(plain(500, "the tracker failed"));
      throw bug;
    }
    receiver.accept(answer);
  }

  void offerMessages(String path) {
    messages = Optional.of(path);
  }

  void close() {
    closed = true;
  }

  private static HttpAnswer notFound() {
    return plain(404, "this is a tracker: /announce and /scrape");
  }

  private static HttpAnswer plain(int status, String text) {
    return new HttpAnswer(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private HttpAnswer announce(AnnounceRequest request, String passkey, InetAddress remote) {
    boolean withIds = !request.compact() && !request.noPeerId();
    Optional<TrackerFailure> failure =
        desk.announce(request, passkey, remote, new TrackerDesk.Form(maxPeers, true, withIds));
    if (failure.isPresent()) {
      return failed(failure.get());
    }
    counters.httpAnnounces++;
    counters.httpAnnouncesV6 += remote.getAddress().length == Row.V6_BYTES ? 1 : 0;
    AnnounceReply reply = reply(request, remote);
    if (!withIds) {
      return bencoded(BencodedReply.encode((AnnounceAnswer) reply, request.compact()));
    }
    List<Optional<PeerId>> ids = new ArrayList<>(desk.answer().v4Ids);
    ids.addAll(desk.answer().v6Ids);
    return bencoded(LongReply.encode(reply, ids));
  }

  private AnnounceReply reply(AnnounceRequest request, InetAddress remote) {
    Answer answer = desk.answer();
    return new AnnounceReply(
        Duration.ofSeconds(answer.intervalSeconds),
        minInterval,
        new PeerList(answer.v4, answer.v6),
        OptionalInt.of(answer.seeds),
        OptionalInt.of(answer.leechers),
        OptionalInt.of(answer.completed),
        Optional.of(remote),
        request.trackerId().equals(trackerId) ? Optional.empty() : trackerId,
        desk.listed()
            ? Optional.empty()
            : Optional.of("this swarm is full: you get peers, but are not listed"),
        messages);
  }

  private HttpAnswer scrape(ScrapeRequest request, String passkey) {
    Optional<TrackerFailure> failure = desk.turnedAway(passkey);
    if (failure.isPresent()) {
      return failed(failure.get());
    }
    List<SwarmSummary> swarms;
    if (request.infoHashes().isEmpty()) {
      Optional<List<SwarmSummary>> all = desk.scrapeAll();
      if (all.isEmpty()) {
        return failed(
            new TrackerFailure(
                "scrape: too many torrents here, name those you want (info_hash)",
                new TrackerFailure.Retry.Never()));
      }
      swarms = all.get();
    } else {
      swarms = desk.scrape(request);
    }
    counters.httpScrapes++;
    Map<InfoHash, SwarmCounts> counts = new LinkedHashMap<>();
    for (SwarmSummary swarm : swarms) {
      if ((swarm.seeds() | swarm.leechers() | swarm.completed()) != 0) {
        counts.put(
            swarm.infoHash(),
            new SwarmCounts(
                swarm.seeds(), swarm.leechers(), swarm.completed(), swarm.partialSeeds()));
      }
    }
    return bencoded(BencodedReply.encode((ScrapeAnswer) new ScrapeReply(counts)));
  }

  private HttpAnswer failed(TrackerFailure failure) {
    counters.failures++;
    return bencoded(BencodedReply.encode((ScrapeAnswer) failure));
  }

  private static HttpAnswer bencoded(byte[] body) {
    return new HttpAnswer(200, TEXT, body);
  }
}

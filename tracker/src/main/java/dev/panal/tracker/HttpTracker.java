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
  private Optional<String> trackerId;

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
    Work work;
    try {
      work =
          TrackerPath.parse(call.path())
              .map(path -> work(path, query, call))
              .orElse(then -> then.accept(notFound()));
    } catch (ProtocolException e) {
      TrackerFailure failure =
          new TrackerFailure(String.valueOf(e.getMessage()), new TrackerFailure.Retry.Never());
      work = then -> then.accept(failed(failure));
    }
    Work onLoop = work;
    loop.execute(() -> answer(onLoop, receiver));
  }

  /// What is to be done on the loop; the answer may take time.
  private interface Work {
    void begin(Consumer<HttpAnswer> then);
  }

  private Work work(TrackerPath path, String query, HttpCall call) {
    return switch (path.question()) {
      case ANNOUNCE -> {
        AnnounceRequest request = AnnounceQuery.decode(query);
        yield then -> announce(request, path.passkey(), call.remote(), then);
      }
      case SCRAPE -> {
        ScrapeRequest request = ScrapeQuery.decode(query);
        yield then -> scrape(request, path.passkey(), then);
      }
    };
  }

  private void answer(Work work, Consumer<HttpAnswer> receiver) {
    if (closed) {
      receiver.accept(plain(503, "the tracker is closing"));
      return;
    }
    try {
      work.begin(receiver);
    } catch (RuntimeException bug) {
      // Whoever waits must not wait for ever; the stack is for the loop's log.
      receiver.accept(plain(500, "the tracker failed"));
      throw bug;
    }
  }

  /// Is known by another name from now on: that of its ring.
  void calls(String id) {
    trackerId = Optional.of(id);
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

  private void announce(
      AnnounceRequest request, String passkey, InetAddress remote, Consumer<HttpAnswer> then) {
    boolean withIds = !request.compact() && !request.noPeerId();
    desk.announce(
        request,
        passkey,
        remote,
        new TrackerDesk.Form(maxPeers, true, withIds),
        failure ->
            then.accept(
                failure.isPresent() ? failed(failure.get()) : announced(request, remote, withIds)));
  }

  private HttpAnswer announced(AnnounceRequest request, InetAddress remote, boolean withIds) {
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

  private void scrape(ScrapeRequest request, String passkey, Consumer<HttpAnswer> then) {
    Optional<TrackerFailure> failure = desk.turnedAway(passkey);
    if (failure.isPresent()) {
      then.accept(failed(failure.get()));
    } else if (request.infoHashes().isEmpty()) {
      then.accept(
          desk.scrapeAll()
              .map(this::scraped)
              .orElseGet(() ->
                  failed(
                      new TrackerFailure(
                          "scrape: too many torrents here, name those you want (info_hash)",
                          new TrackerFailure.Retry.Never()))));
    } else if (desk.holds(request)) {
      then.accept(scraped(desk.scrape(request)));
    } else {
      desk.scrapeLater(
          request, swarms -> then.accept(scraped(swarms)), silent -> then.accept(failed(silent)));
    }
  }

  private HttpAnswer scraped(List<SwarmSummary> swarms) {
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

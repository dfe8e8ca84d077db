package dev.panal.app.tracker;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.console.Signals.Stop;
import dev.panal.app.network.Addresses;
import dev.panal.app.tracker.console.TorrentNames;
import dev.panal.app.tracker.console.TrackerLines;
import dev.panal.app.tracker.data.Counters;
import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.feed.Feed;
import dev.panal.app.tracker.feed.FeedItem;
import dev.panal.app.tracker.front.FrontOptions;
import dev.panal.app.tracker.front.HttpFront;
import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.app.tracker.hosting.HostingLimits;
import dev.panal.app.tracker.message.JournalSharing;
import dev.panal.app.tracker.message.MessageRoom;
import dev.panal.app.tracker.metrics.Watched;
import dev.panal.app.tracker.page.Page;
import dev.panal.app.tracker.page.PageOptions;
import dev.panal.app.tracker.policy.LivePolicy;
import dev.panal.app.tracker.policy.PolicyOptions;
import dev.panal.app.tracker.ring.RingDurables;
import dev.panal.app.tracker.ring.RingOptions;
import dev.panal.app.tracker.ring.RingSeat;
import dev.panal.app.tracker.ring.RingView;
import dev.panal.app.tracker.sharing.Sharing;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerConfig;
import dev.panal.tracker.TrackerSnapshot;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/// Runs a tracker until somebody ends it: puts the rooms together and holds none of them.
public final class TrackerRun {
  private static final long SHOW_MILLIS = 1_000;
  private static final long ANSWER_SECONDS = 10;

  private final Output output;
  private final Options options;

  /// @param udpPort 0 takes any free port
  /// @param front the HTTP port; UDP has the same address
  /// @param data where the tracker keeps what must survive a restart; empty for the usual folder
  /// @param version of the program, for those who watch it
  /// @param messages whether messages between peers are relayed
  /// @param ring the ring it is to join, if any
  public record Options(
      int udpPort,
      FrontOptions front,
      Optional<Path> data,
      PolicyOptions policy,
      String version,
      PageOptions page,
      boolean messages,
      Optional<RingOptions> ring) {}

  public TrackerRun(Output output, Options options) {
    this.output = output;
    this.options = options;
  }

  public ExitCode run() throws IOException, InterruptedException {
    CompletableFuture<Stop> stop = new CompletableFuture<>();
    output.console().signals().onStop(stop::complete);
    try (DataFolder data = DataFolder.open(output, options.data());
        Platform platform = Platform.open(PlatformConfig.defaults().withName("panal-tracker"));
        Feed feed = new Feed(InstantSource.system());
        Hosting hosting =
            new Hosting(
                data.database(),
                HostingLimits.defaults(),
                InstantSource.system(),
                output::warning);
        LivePolicy policy = policy(data.database(), hosting);
        Tracker tracker =
            new Tracker(platform.ports(), TrackerConfig.defaults().withPolicy(policy.now()), feed);
        Counters counters = new Counters(data.database(), tracker);
        @Nullable RingSeat ring = ring(platform.ports().loop(), tracker);
        @Nullable RingDurables durables = durables(ring, data.database());
        Messages messages = messages(platform.ports().loop(), tracker, data, feed, durables);
        TrackerLines lines =
            new TrackerLines(
                output,
                feed,
                hash -> known(hosting, hash),
                InstantSource.system(),
                ZoneId.systemDefault());
        @Nullable Sharing sharing = sharing(data.database(), hosting);
        Page page =
            new Page(
                tracker,
                feed,
                data.database(),
                hosting,
                Optional.ofNullable(sharing),
                view(ring),
                () -> ring == null ? List.of() : ring.otherAnnounceUrls(),
                options.page(),
                InstantSource.system());
        HttpFront front =
            front(
                tracker,
                rooms(
                    messages,
                    page,
                    new Watched(tracker, counters, feed, view(ring), options.version())))) {
      if (durables != null) {
        durables.share(policy, output::message);
      }
      policy.watch(tracker::admit);
      int http = listenHttp(front);
      int udp = listenUdp(tracker);
      page.listens(http, udp);
      if (durables != null) {
        durables.share(hosting);
      }
      if (ring != null) {
        ring.reachedAt(pageUrl(http), announceUrls(http, udp));
      }
      if (sharing != null) {
        sharing.begin(List.of(url("udp", udp), url("http", http)));
      }
      welcome(http, front.secure(), udp, data.database().folder());
      ExitCode code = serve(tracker, lines, stop);
      leave(messages, durables, ring);
      return code;
    }
  }

  private static void leave(
      Messages messages, @Nullable RingDurables durables, @Nullable RingSeat ring)
      throws InterruptedException {
    // Whoever waits for messages is sent away first: the server waits for its requests to end.
    messages.end();
    if (durables != null) {
      durables.close();
    }
    if (ring != null) {
      ring.leave();
    }
  }

  /// Null if this tracker is alone.
  private @Nullable RingSeat ring(EventLoop loop, Tracker tracker) {
    return options.ring().isEmpty()
        ? null
        : RingSeat.take(output, options.ring().get(), loop, tracker);
  }

  /// Null if this tracker is alone.
  private @Nullable RingDurables durables(@Nullable RingSeat ring, TrackerDatabase database)
      throws IOException {
    return ring == null
        ? null
        : new RingDurables(ring.rows(), database, InstantSource.system(), output::warning);
  }

  /// The ring as whoever draws or watches it asks for it.
  private static Supplier<Optional<RingView>> view(@Nullable RingSeat ring) {
    return () -> Optional.ofNullable(ring).map(RingSeat::view);
  }

  /// What torrents that are fetched from other trackers of the ring say of this one.
  private List<String> announceUrls(int http, int udp) {
    return options.page().announceUrls().isEmpty()
        ? List.of(url("http", http), url("udp", udp))
        : options.page().announceUrls();
  }

  private String pageUrl(int http) {
    return "http://" + Addresses.host(Addresses.reachable(options.front().address())) + ":" + http;
  }

  /// Null if nothing of this machine may be shared through the page.
  private @Nullable Sharing sharing(TrackerDatabase database, Hosting hosting) throws IOException {
    return options.page().shareRoot().isEmpty()
        ? null
        : new Sharing(
            output, database, hosting, options.page().shareRoot().get(), options.front().address());
  }

  /// Where peers announce, as others reach this machine.
  private String url(String scheme, int port) {
    String host = Addresses.host(Addresses.reachable(options.front().address()));
    return scheme + "://" + host + ":" + port + "/announce";
  }

  private LivePolicy policy(TrackerDatabase database, Hosting hosting) {
    try {
      LivePolicy policy =
          new LivePolicy(
              options.policy(),
              database,
              () -> hosting.all().stream().map(HostedTorrent::infoHash).collect(Collectors.toSet()),
              output::warning);
      hosting.onChange(_ -> policy.look());
      return policy;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  /// @param rooms who answers over HTTP what is no announce
  private HttpFront front(Tracker tracker, List<Handler> rooms) {
    try {
      return new HttpFront(options.front(), tracker.http(), rooms, output::warning);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private static Optional<TorrentNames.Known> known(Hosting hosting, InfoHash infoHash) {
    return hosting
        .find(infoHash)
        .map(torrent -> new TorrentNames.Known(torrent.name(), torrent.length()));
  }

  /// Who answers over HTTP what is no announce; each its own paths.
  private static List<Handler> rooms(Messages messages, Page page, Handler watched) {
    return Stream.concat(messages.handlers(), Stream.of(page.handler(), watched)).toList();
  }

  /// The message room, if there is one.
  private record Messages(Optional<MessageRoom> room) implements AutoCloseable {
    Stream<Handler> handlers() {
      return room.map(MessageRoom::handler).stream();
    }

    void end() {
      room.ifPresent(MessageRoom::close);
    }

    @Override
    public void close() {
      end();
    }
  }

  private Messages messages(
      EventLoop loop, Tracker tracker, DataFolder data, Feed feed, @Nullable RingDurables durables)
      throws IOException {
    InstantSource clock = InstantSource.system();
    return new Messages(
        options.messages()
            ? Optional.of(
                new MessageRoom(
                    loop,
                    tracker,
                    data.database(),
                    message -> feed.publish(new FeedItem.MessageSent(message, clock.instant())),
                    durables == null ? JournalSharing.NONE : durables.messages(loop)))
            : Optional.empty());
  }

  private int listenHttp(HttpFront front) {
    try {
      return front.start();
    } catch (IOException e) {
      throw taken("TCP", options.front().port(), "--http-port", String.valueOf(e.getMessage()));
    }
  }

  private int listenUdp(Tracker tracker) throws InterruptedException {
    CompletableFuture<Result<InetSocketAddress>> opened = new CompletableFuture<>();
    tracker.listenUdp(
        new InetSocketAddress(options.front().address(), options.udpPort()), opened::complete);
    return switch (await(opened)) {
      case Result.Done<InetSocketAddress>(InetSocketAddress address) -> address.getPort();
      case Result.Failed<InetSocketAddress>(Failure failure) ->
          throw taken("UDP", options.udpPort(), "--udp-port", failure.detail());
    };
  }

  private CommandFailure taken(String protocol, int port, String option, String reason) {
    return new CommandFailure(
        ExitCode.FAILED,
        String.format(
            Locale.ROOT,
            "%s port %d on %s: %s; choose another with %s (0 for any free one) or --bind",
            protocol,
            port,
            Addresses.bound(options.front().address()),
            Failures.words(reason),
            option));
  }

  private void welcome(int httpPort, boolean secure, int udpPort, Path data) {
    String host = Addresses.host(Addresses.reachable(options.front().address()));
    String httpUrl = "http://" + host + ":" + httpPort + "/announce";
    String udpUrl = "udp://" + host + ":" + udpPort + "/announce";
    Json listening =
        Json.event("listening")
            .put("port", httpPort)
            .put("address", Addresses.bound(options.front().address()))
            .put("http_port", httpPort)
            .put("udp_port", udpPort)
            .put("http_url", httpUrl)
            .put("udp_url", udpUrl)
            .put("page", "http://" + host + ":" + httpPort + "/")
            .put("data", data.toString());
    if (secure) {
      String httpsUrl = "https" + httpUrl.substring("http".length());
      listening.put("https_url", httpsUrl);
      output.message("tracker is up: " + httpsUrl + ", " + httpUrl + " and " + udpUrl);
    } else {
      output.message("tracker is up: " + httpUrl + " and " + udpUrl);
    }
    output.emit(listening);
  }

  private ExitCode serve(Tracker tracker, TrackerLines lines, CompletableFuture<Stop> stop)
      throws InterruptedException {
    HeapTrim heap = HeapTrim.ofThisJvm();
    while (true) {
      try {
        Stop how = stop.get(SHOW_MILLIS, TimeUnit.MILLISECONDS);
        output.live(List.of());
        output.message("tracker stopped");
        return how == Stop.INTERRUPT ? ExitCode.INTERRUPTED : ExitCode.DONE;
      } catch (TimeoutException e) {
        CompletableFuture<TrackerSnapshot> snapshot = new CompletableFuture<>();
        tracker.snapshot(snapshot::complete);
        lines.show(await(snapshot));
        heap.look();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the tracker's loop does not answer", e);
    }
  }
}

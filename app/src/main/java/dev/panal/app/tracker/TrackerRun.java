package dev.panal.app.tracker;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.console.Signals.Stop;
import dev.panal.app.network.Addresses;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.tracker.SwarmEvent;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerConfig;
import dev.panal.tracker.TrackerSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a tracker until somebody ends it.
public final class TrackerRun {
  private static final long SHOW_MILLIS = 1_000;
  private static final long ANSWER_SECONDS = 10;

  private final Output output;
  private final Options options;

  /// @param httpPort 0 takes any free port; so does `udpPort`
  public record Options(InetAddress bind, int httpPort, int udpPort) {}

  public TrackerRun(Output output, Options options) {
    this.output = output;
    this.options = options;
  }

  public ExitCode run() throws IOException, InterruptedException {
    CompletableFuture<Stop> stop = new CompletableFuture<>();
    output.console().signals().onStop(stop::complete);
    try (Platform platform = Platform.open(PlatformConfig.defaults().withName("panal-tracker"));
        Tracker tracker =
            new Tracker(
                platform.ports(), TrackerConfig.defaults(), output.verbose() ? this::tell : null);
        HttpFront front = new HttpFront(options.bind(), options.httpPort(), tracker.http())) {
      int http = listenHttp(front);
      int udp = listenUdp(tracker);
      welcome(http, udp);
      return serve(tracker, stop);
    }
  }

  private int listenHttp(HttpFront front) {
    try {
      return front.start();
    } catch (IOException e) {
      throw taken("TCP", options.httpPort(), "--http-port", String.valueOf(e.getMessage()));
    }
  }

  private int listenUdp(Tracker tracker) throws InterruptedException {
    CompletableFuture<Result<InetSocketAddress>> opened = new CompletableFuture<>();
    tracker.listenUdp(new InetSocketAddress(options.bind(), options.udpPort()), opened::complete);
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
            Addresses.bound(options.bind()),
            Failures.words(reason),
            option));
  }

  private void welcome(int httpPort, int udpPort) {
    String host = Addresses.host(Addresses.reachable(options.bind()));
    String httpUrl = "http://" + host + ":" + httpPort + "/announce";
    String udpUrl = "udp://" + host + ":" + udpPort + "/announce";
    output.emit(
        Json.event("listening")
            .put("port", httpPort)
            .put("address", Addresses.bound(options.bind()))
            .put("http_port", httpPort)
            .put("udp_port", udpPort)
            .put("http_url", httpUrl)
            .put("udp_url", udpUrl));
    output.message("tracker is up: " + httpUrl + " and " + udpUrl);
  }

  private ExitCode serve(Tracker tracker, CompletableFuture<Stop> stop)
      throws InterruptedException {
    while (true) {
      try {
        Stop how = stop.get(SHOW_MILLIS, TimeUnit.MILLISECONDS);
        output.live(List.of());
        output.message("tracker stopped");
        return how == Stop.INTERRUPT ? ExitCode.INTERRUPTED : ExitCode.DONE;
      } catch (TimeoutException e) {
        CompletableFuture<TrackerSnapshot> snapshot = new CompletableFuture<>();
        tracker.snapshot(snapshot::complete);
        show(await(snapshot));
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void show(TrackerSnapshot now) {
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

  /// On the tracker's loop.
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

  private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the tracker's loop does not answer", e);
    }
  }
}

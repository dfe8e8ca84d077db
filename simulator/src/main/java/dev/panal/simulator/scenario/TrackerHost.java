package dev.panal.simulator.scenario;

import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.simulator.Host;
import dev.panal.simulator.WebSite;
import dev.panal.tracker.HttpCall;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

/// The tracker on a host of its own, over HTTP and UDP.
public final class TrackerHost {
  public static final String NAME = "tracker";
  public static final int PORT = 6969;
  public static final String HTTP_URL = "http://" + NAME + ":" + PORT + "/announce";
  public static final String UDP_URL = "udp://" + NAME + ":" + PORT + "/announce";

  private final Host host;
  private final TrackerConfig config;

  TrackerHost(Host host, TrackerConfig config) {
    this.host = host;
    this.config = config;
  }

  public Host host() {
    return host;
  }

  /// Starts it, with no memory of the time before.
  public void start() {
    if (!host.up()) {
      Ports _ = host.start();
    }
    Tracker tracker = new Tracker(host.ports(), config);
    host.serve(
        PORT,
        (asked, receiver) ->
            tracker
                .http()
                .answer(
                    new HttpCall(asked.path(), asked.rawQuery(), asked.remote().getAddress()),
                    answer ->
                        receiver.accept(
                            new WebSite.Answer(
                                answer.status(),
                                Map.of("Content-Type", answer.contentType()),
                                answer.body(),
                                Duration.ZERO))));
    tracker.listenUdp(
        new InetSocketAddress(PORT),
        result -> {
          if (result instanceof Result.Failed<InetSocketAddress> failed) {
            throw new IllegalStateException("the tracker cannot listen: " + failed.failure());
          }
        });
  }

  /// Kills it: announces find nobody there.
  public void crash() {
    host.crash();
  }
}

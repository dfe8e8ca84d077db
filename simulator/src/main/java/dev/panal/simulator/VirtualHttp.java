package dev.panal.simulator;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Http;
import dev.panal.io.Result;
import dev.panal.simulator.EventLog.What;
import dev.panal.simulator.EventQueue.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// HTTP as messages with a latency: no sockets, but the ways, cuts and rates of the net hold.
final class VirtualHttp implements Http {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /// Setting up TCP and asking takes two round trips, TLS would take more.
  private static final int ROUND_TRIPS = 2;

  private final Program program;
  private final VirtualWorld world;
  private final Map<Integer, WebSite> sites = new HashMap<>();

  VirtualHttp(Program program) {
    this.program = program;
    this.world = program.world();
  }

  void serve(int port, WebSite site) {
    sites.put(port, site);
  }

  @Override
  public EventLoop.Timer get(Request request, Completion<Reply> completion) {
    Exchange exchange = new Exchange(request, completion);
    exchange.start();
    return exchange::cancel;
  }

  /// One request with its redirects.
  private final class Exchange {
    private final Request request;
    private final Completion<Reply> completion;
    private final Event timeout;
    private URI uri;
    private int redirects;
    private boolean over;

    Exchange(Request request, Completion<Reply> completion) {
      this.request = request;
      this.completion = completion;
      this.uri = request.uri();
      timeout =
          world.schedule(
              request.timeout().toNanos(), program, () -> fail(Reason.TIMED_OUT, "no answer"));
    }

    void start() {
      program.post(this::ask);
    }

    void cancel() {
      if (!over) {
        program.post(() -> fail(Reason.CANCELLED, "taken back"));
      }
    }

    private void ask() {
      String name = uri.getHost();
      boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (name == null || !known) {
        fail(Reason.PROTOCOL, "not an http address");
        return;
      }
      switch (program.network().lookUp(name)) {
        case Result.Failed<List<InetAddress>> _ -> fail(Reason.UNKNOWN_HOST, "no such host");
        case Result.Done<List<InetAddress>> found ->
            // Where nobody has that address the packets go nowhere, until the time is over.
            program.network().hostOf(found.value().getFirst()).ifPresent(this::ask);
      }
    }

    private void ask(Host target) {
      long oneWay = Wires.latencyNanos(program.host(), target);
      world.schedule(oneWay * (2 * ROUND_TRIPS - 1), null, () -> asked(target, oneWay));
    }

    private void asked(Host target, long oneWay) {
      boolean dropped =
          !world.wires().open(program.host(), target)
              || (target.link().nat() && target != program.host());
      if (over || dropped || !program.alive()) {
        return;
      }
      Program there = target.programOrNull();
      WebSite site = there == null ? null : there.http().sites.get(port());
      if (there == null || site == null) {
        world.schedule(oneWay, program, () -> fail(Reason.UNREACHABLE, "nobody listens there"));
        return;
      }
      var _ =
          world.enter(there, () -> site.answer(asked(), answer -> leave(answer, there, oneWay)));
    }

    private void leave(WebSite.Answer answer, Program there, long oneWay) {
      world.schedule(answer.delay().toNanos(), there, () -> sendBack(answer, there.host(), oneWay));
    }

    private WebSite.Asked asked() {
      Map<String, String> headers = new TreeMap<>();
      request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
      InetAddress source = program.network().sourceFor(program.host().address());
      // Each exchange comes from a port of its own, as with real sockets; nobody cares which.
      InetSocketAddress remote = new InetSocketAddress(source, HTTP_PORT);
      String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
      return new WebSite.Asked(uri.getPath(), query, headers, remote);
    }

    private void sendBack(WebSite.Answer answer, Host from, long oneWay) {
      if (from != program.host() && !world.wires().open(from, program.host())) {
        return;
      }
      long transfer =
          from == program.host()
              ? 0
              : nanos(answer.body().length, from.link().upBytesPerSecond())
                  + nanos(answer.body().length, program.host().link().downBytesPerSecond());
      world.schedule(oneWay + transfer, program, () -> answered(answer));
    }

    private void answered(WebSite.Answer answer) {
      if (over) {
        return;
      }
      Map<String, String> headers = new TreeMap<>();
      answer.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
      String location = headers.get("location");
      if (answer.status() / 100 == 3 && location != null) {
        if (redirects == request.maxRedirects()) {
          fail(Reason.TOO_LARGE, "more than " + redirects + " redirects");
          return;
        }
        redirects++;
        uri = uri.resolve(location);
        ask();
        return;
      }
      byte @Nullable [] body =
          "gzip".equals(headers.get("content-encoding"))
              ? unpack(answer.body())
              : limited(answer.body());
      if (body != null) {
        finish(Result.done(new Reply(answer.status(), headers, body)), "status " + answer.status());
      }
    }

    private byte @Nullable [] limited(byte[] body) {
      if (body.length > request.maxBytes()) {
        fail(Reason.TOO_LARGE, "more than " + request.maxBytes() + " bytes");
        return null;
      }
      return body;
    }

    private byte @Nullable [] unpack(byte[] packed) {
      try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        return limited(gzip.readNBytes(request.maxBytes() + 1));
      } catch (IOException e) {
        fail(Reason.PROTOCOL, "bad gzip: " + e.getMessage());
        return null;
      }
    }

    private void fail(Reason reason, String detail) {
      if (!over) {
        finish(Result.failed(reason, request.uri().toString(), detail), reason.toString());
      }
    }

    private void finish(Result<Reply> result, String how) {
      over = true;
      world.cancel(timeout);
      world.log(program.host(), What.HTTP, redirects, 0, uri + " " + how);
      completion.accept(result);
    }

    private int port() {
      if (uri.getPort() >= 0) {
        return uri.getPort();
      }
      return "https".equals(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
    }
  }

  private static long nanos(int bytes, long rate) {
    return rate == 0 ? 0 : bytes * 1_000_000_000L / rate;
  }
}

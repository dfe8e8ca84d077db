package dev.panal.app.tracker.front;

import dev.panal.app.network.AddressRange;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// A tracker with an HTTP port on loopback and some rooms.
final class Front implements AutoCloseable {
  final List<String> trouble = new CopyOnWriteArrayList<>();
  final int port;
  private final Platform platform;
  private final Tracker tracker;
  private final HttpFront front;

  Front(List<String> proxies, Optional<TlsFiles> tls, FrontLimits limits, Handler... rooms)
      throws IOException {
    platform = Platform.open(PlatformConfig.defaults().withName("panal-test"));
    tracker = new Tracker(platform.ports(), TrackerConfig.defaults());
    front =
        new HttpFront(
            new FrontOptions(
                InetAddress.getLoopbackAddress(),
                0,
                proxies.stream().map(AddressRange::parse).toList(),
                tls,
                limits),
            tracker.http(),
            List.of(rooms),
            trouble::add);
    port = front.start();
  }

  static Front plain(Handler... rooms) throws IOException {
    return new Front(List.of(), Optional.empty(), FrontLimits.defaults(), rooms);
  }

  HttpFront http() {
    return front;
  }

  @Override
  public void close() throws IOException {
    front.close();
    tracker.close();
    platform.close();
  }

  /// Answers its path with what it was sent, by whom, and the thread it ran on.
  static final class Room extends Handler.Abstract {
    private final String path;

    Room(String path) {
      this.path = path;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      if (!request.getHttpURI().getCanonicalPath().equals(path)) {
        return false;
      }
      String body = Content.Source.asString(request);
      String said =
          String.join(
              " ",
              path,
              "got",
              body.length() > 100 ? body.length() + " characters" : body,
              String.valueOf(Thread.currentThread().isVirtual()),
              "from",
              Request.getRemoteAddr(request),
              request.getHttpURI().getScheme() + "://" + request.getHttpURI().getAuthority());
      Content.Sink.write(response, true, said, callback);
      return true;
    }
  }
}

package dev.panal.app.tracker.front;

import dev.panal.tracker.HttpCall;
import dev.panal.tracker.HttpTracker;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Announces and scrapes go to the tracker as they came.
final class Announces extends Handler.Abstract.NonBlocking {
  private final HttpTracker tracker;

  Announces(HttpTracker tracker) {
    this.tracker = tracker;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getPath();
    if (!path.endsWith("/announce") && !path.endsWith("/scrape")) {
      return false;
    }
    if (!HttpMethod.GET.is(request.getMethod())) {
      Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
      return true;
    }
    if (!(request.getConnectionMetaData().getRemoteSocketAddress()
        instanceof InetSocketAddress remote)) {
      return false;
    }
    HttpCall call = new HttpCall(path, request.getHttpURI().getQuery(), remote.getAddress());
    tracker.answer(call, answer -> PlainAnswer.send(response, callback, answer));
    return true;
  }
}

package dev.panal.app.tracker.front;

import dev.panal.tracker.HttpAnswer;
import dev.panal.tracker.HttpCall;
import dev.panal.tracker.HttpTracker;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

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
    ClientEndPoint client = ClientEndPoint.of(request);
    if (client != null) {
      client.requested();
    }
    HttpCall call = new HttpCall(path, request.getHttpURI().getQuery(), remote.getAddress());
    tracker.answer(
        call,
        answer -> {
          if (answer.body().length < Gzip.LEAST_BYTES) {
            PlainAnswer.send(response, callback, answer);
          } else {
            sendLarge(client, response, callback, answer, Gzip.accepted(request.getHeaders()));
          }
        });
    return true;
  }

  /// Called on the tracker's loop, which has no time to compress.
  private static void sendLarge(
      @Nullable ClientEndPoint client,
      Response response,
      Callback callback,
      HttpAnswer answer,
      boolean gzip) {
    Callback last = callback;
    if (client != null) {
      client.begun(true);
      last = Callback.from(client::ended, callback);
    }
    Callback done = last;
    response.getHeaders().put(HttpHeader.VARY, "Accept-Encoding");
    if (!gzip) {
      PlainAnswer.send(response, done, answer);
      return;
    }
    Thread.ofVirtual()
        .name("panal-http")
        .start(() -> {
          response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
          byte[] body = Gzip.compressed(answer.body());
          PlainAnswer.send(
              response, done, new HttpAnswer(answer.status(), answer.contentType(), body));
        });
  }
}

package dev.panal.app.tracker.front;

import dev.panal.tracker.HttpAnswer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Short answers as text.
final class PlainAnswer {
  private PlainAnswer() {}

  static void send(Response response, Callback callback, HttpAnswer answer) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }

  static void send(Response response, Callback callback, int status, String text) {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    send(response, callback, new HttpAnswer(status, "text/plain;charset=utf-8", body));
  }

  /// In place of Jetty's own pages, which show what an exception said.
  static boolean error(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    send(response, callback, status, HttpStatus.getMessage(status));
    return true;
  }
}

package dev.panal.app.tracker.front;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/// What of a request's body nobody wanted to read, because the answer was clear before.
///
/// To close a connection on which bytes are still coming in throws away, at the other end, the
/// answer that has just arrived there: the client would see a broken connection in place of the
/// reason. So the rest is read and forgotten, after the answer has left, for as long as a body may
/// take ([FrontLimits#body()]) and up to a bound.
final class Remainder {
  /// Some times the largest body that anybody accepts; who sends still more is not mistaken.
  private static final long MOST_BYTES = 128L << 20;

  private Remainder() {}

  /// @return to be called when the answer has left; ends the request
  static Callback discarding(Request request, Callback end) {
    return request.getLength() == 0
        ? end
        : Callback.from(
            () -> Thread.ofVirtual().name("panal-http").start(() -> discard(request, end)),
            end::failed);
  }

  private static void discard(Request request, Callback end) {
    try {
      long left = MOST_BYTES;
      while (left > 0) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          await(request);
          continue;
        }
        if (Content.Chunk.isFailure(chunk)) {
          break;
        }
        ByteBuffer bytes = chunk.getByteBuffer();
        left -= bytes.remaining();
        chunk.release();
        if (chunk.isLast()) {
          break;
        }
      }
    } catch (IOException e) {
      // It went away, or took too long: the end, either way.
    }
    end.succeeded();
  }

  private static void await(Request request) throws IOException {
    try (Blocker.Runnable more = Blocker.runnable()) {
      request.demand(more);
      more.block();
    }
  }
}

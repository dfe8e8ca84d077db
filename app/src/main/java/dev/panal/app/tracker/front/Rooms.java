package dev.panal.app.tracker.front;

import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Offers a request to the rooms, on a virtual thread of its own, so that rooms may block and
/// announces need not be handed from thread to thread because rooms might.
final class Rooms extends Handler.Wrapper {
  Rooms(List<Handler> rooms) {
    super(new BrowserGuard(new Handler.Sequence(List.copyOf(rooms))));
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Thread.ofVirtual().name("panal-http").start(() -> offer(request, response, callback));
    return true;
  }

  private void offer(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      }
    } catch (Throwable e) {
      Response.writeError(request, response, callback, e);
    }
  }
}

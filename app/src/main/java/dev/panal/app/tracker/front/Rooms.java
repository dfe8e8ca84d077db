package dev.panal.app.tracker.front;

import java.util.List;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.Callback;

/// Offers a request to the rooms, on a virtual thread of its own, so that rooms may block and
/// announces need not be handed from thread to thread because rooms might.
final class Rooms extends Handler.Wrapper {
  private static final int LEAST_COMPRESSED_BYTES = 1_024;

  private final long maxBodyBytes;

  Rooms(List<Handler> rooms, long maxBodyBytes) {
    super(guarded(rooms, maxBodyBytes));
    this.maxBodyBytes = maxBodyBytes;
  }

  private static Handler guarded(List<Handler> rooms, long maxBodyBytes) {
    SizeLimitHandler limited = new SizeLimitHandler(maxBodyBytes, -1);
    limited.setHandler(new Handler.Sequence(List.copyOf(rooms)));
    return new BrowserGuard(compressed(limited));
  }

  private static Handler compressed(Handler handler) {
    GzipCompression gzip = new GzipCompression();
    gzip.setMinCompressSize(LEAST_COMPRESSED_BYTES);
    CompressionHandler compressing = new CompressionHandler(handler);
    compressing.putCompression(gzip);
    // Events must arrive one by one, and what is sent to us is taken as it is, so that no few
    // bytes become many.
    compressing.putConfiguration(
        "/*",
        CompressionConfig.builder()
            .defaults()
            .compressExcludeMimeType("text/event-stream")
            .decompressExcludePath("/*")
            .build());
    return compressing;
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

  private void offer(Request request, Response response, Callback end) {
    Callback callback = Remainder.discarding(request, end);
    ClientEndPoint client = ClientEndPoint.of(request);
    if (client != null) {
      client.begun(request.getLength() != 0);
      Request.addCompletionListener(request, _ -> client.ended());
    }
    try {
      if (request.getLength() > maxBodyBytes) {
        refuse(response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
      } else if (!super.handle(request, response, callback)) {
        refuse(response, callback, HttpStatus.NOT_FOUND_404);
      }
    } catch (Throwable e) {
      Response.writeError(request, response, end, e);
    }
  }

  /// Not by [Response#writeError], which gives up the rest of the body: see [Remainder].
  private static void refuse(Response response, Callback callback, int status) {
    PlainAnswer.send(response, callback, status, HttpStatus.getMessage(status));
  }
}

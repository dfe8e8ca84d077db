package dev.panal.app.tracker.page;

import dev.panal.app.console.Json;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Open event streams (server-sent events): each has a bounded queue, and the virtual thread of its
/// request writes what is in it.
///
/// One that reads too slowly loses the oldest and hears how many; it costs nobody else anything.
final class EventStreams implements AutoCloseable {
  /// All together: each is a connection and a queue.
  private static final int MAX_STREAMS = 500;

  /// Of one address: as many tabs as a person has open, and a classroom behind one address.
  private static final int MAX_PER_ADDRESS = 50;

  private static final int MAX_WAITING = 256;

  /// A server that says nothing for 15 seconds has closed the connection by then, and so have
  /// proxies on the way.
  private static final long HEARTBEAT_MILLIS = 5_000;

  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final List<Stream> streams = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /// One listener.
  private static final class Stream {
    private final long site;
    private final Optional<InfoHash> only;
    private final LinkedBlockingDeque<byte[]> waiting = new LinkedBlockingDeque<>(MAX_WAITING);
    private final LongAdder missed = new LongAdder();

    Stream(long site, Optional<InfoHash> only) {
      this.site = site;
      this.only = only;
    }

    void offer(byte[] event) {
      while (!waiting.offerLast(event)) {
        if (waiting.pollFirst() != null) {
          missed.increment();
        }
      }
    }
  }

  int count() {
    return streams.size();
  }

  /// Tells all streams that want to hear of `infoHash`; all, if it is empty.
  void tell(String kind, Json event, Optional<InfoHash> infoHash) {
    if (streams.isEmpty()) {
      return;
    }
    byte[] bytes = bytes(kind, event);
    for (Stream stream : streams) {
      if (infoHash.isEmpty() || stream.only.isEmpty() || stream.only.equals(infoHash)) {
        stream.offer(bytes);
      }
    }
  }

  private static byte[] bytes(String kind, Json event) {
    // JSON on one line: no event can end early.
    return ("event: " + kind + "\ndata: " + event + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  /// Serves a stream until the client goes or the tracker ends.
  ///
  /// @param only of which swarm it wants to hear, apart from what concerns everybody
  /// @param hello what it hears first
  void serve(
      InetAddress from,
      Optional<InfoHash> only,
      Json hello,
      org.eclipse.jetty.server.Request request,
      Response response,
      Callback callback) {
    Stream stream = new Stream(AddressRates.site(from), only);
    long own = streams.stream().filter(other -> other.site == stream.site).count();
    if (closed || streams.size() >= MAX_STREAMS || own >= MAX_PER_ADDRESS) {
      Reply.error(503, "too many event streams are open, close some")
          .with("Retry-After", "10")
          .send(request, response, callback);
      return;
    }
    response.setStatus(200);
    response.getHeaders().put("Content-Type", "text/event-stream");
    response.getHeaders().put("Cache-Control", "no-store");
    response.getHeaders().put("X-Accel-Buffering", "no"); // nginx: send on at once
    stream.offer(bytes("hello", hello));
    streams.add(stream);
    try {
      write(stream, response);
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e); // the client has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    } finally {
      streams.remove(stream);
    }
  }

  private void write(Stream stream, Response response) throws IOException, InterruptedException {
    while (!closed) {
      byte[] event = stream.waiting.pollFirst(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
      if (closed) {
        break;
      }
      long missed = stream.missed.sumThenReset();
      if (missed > 0) {
        Content.Sink.write(
            response, false, ByteBuffer.wrap(bytes("missed", Json.object().put("events", missed))));
      }
      Content.Sink.write(response, false, ByteBuffer.wrap(event == null ? HEARTBEAT : event));
    }
    response.write(true, ByteBuffer.allocate(0), Callback.NOOP);
  }

  /// Ends all streams.
  @Override
  public void close() {
    closed = true;
    streams.forEach(stream -> stream.offer(HEARTBEAT));
  }
}

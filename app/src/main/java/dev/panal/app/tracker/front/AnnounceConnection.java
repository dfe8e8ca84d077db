package dev.panal.app.tracker.front;

import dev.panal.tracker.HttpAnswer;
import dev.panal.tracker.HttpCall;
import dev.panal.tracker.HttpTracker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/// A connection on which, so far, nothing but plain announces has come. They are answered past all
/// that a server does for a request; see ADR 11 for what that brings. Anything else is handed to
/// the server with the bytes that have been read, and the connection is the server's from then on.
///
/// A request is read on the selector's thread, answered on the tracker's loop and written from
/// there. One is answered at a time; what a client sends before it has its answer waits.
final class AnnounceConnection extends AbstractConnection
    implements Connection.UpgradeFrom, Connection.UpgradeTo {
  /// An announce is some 300 bytes, with the headers of a browser a thousand. Longer ones the
  /// server takes.
  private static final int READ_BYTES = 2_048;

  private enum State {
    /// Waits for a request.
    FREE,
    /// A request is with the tracker.
    ASKED,
    /// So it is, and there is more to read.
    ASKED_AND_MORE
  }

  private final ByteBufferPool buffers;
  private final HttpTracker tracker;
  private final Supplier<Connection> server;
  private final @Nullable ClientEndPoint client;
  private final Callback readable =
      Callback.from(InvocationType.NON_BLOCKING, this::onFillable, this::onFillInterestedFailed);
  private final AtomicReference<State> state = new AtomicReference<>(State.FREE);

  /// What was read to find out that it is not TLS.
  private @Nullable ByteBuffer first;

  /// What has been read and is for the server; only for the moment in which it takes over.
  private @Nullable ByteBuffer rest;

  AnnounceConnection(
      EndPoint endPoint,
      Executor executor,
      ByteBufferPool buffers,
      HttpTracker tracker,
      Supplier<Connection> server) {
    super(endPoint, executor);
    this.buffers = buffers;
    this.tracker = tracker;
    this.server = server;
    this.client = ClientEndPoint.under(endPoint);
  }

  @Override
  public void onOpen() {
    super.onOpen();
    ByteBuffer given = first;
    if (given == null) {
      getEndPoint().fillInterested(readable);
    } else {
      first = null;
      getExecutor().execute(() -> request(given));
    }
  }

  @Override
  public void onFillable() {
    if (!state.compareAndSet(State.ASKED, State.ASKED_AND_MORE)) {
      read();
    }
  }

  private void read() {
    RetainableByteBuffer pooled = buffers.acquire(READ_BYTES, true);
    try {
      ByteBuffer buffer = pooled.getByteBuffer();
      int filled = getEndPoint().fill(buffer);
      if (filled < 0) {
        getEndPoint().close();
      } else if (filled == 0) {
        getEndPoint().fillInterested(readable);
      } else {
        request(buffer);
      }
    } catch (IOException e) {
      getEndPoint().close(e);
    } finally {
      pooled.release();
    }
  }

  private void request(ByteBuffer buffer) {
    AnnounceHead head = AnnounceHead.read(buffer);
    if (head == null
        || !(getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress remote)) {
      rest = BufferUtil.copy(buffer);
      getEndPoint().upgrade(server.get());
      return;
    }
    if (client != null) {
      client.requested();
    }
    state.set(State.ASKED);
    // Already here, on the selector's own thread: from the tracker's loop it would have to be
    // woken.
    getEndPoint().fillInterested(readable);
    tracker.answer(
        new HttpCall(head.path(), head.query(), remote.getAddress()),
        answer -> answered(head, answer));
  }

  /// On the tracker's loop.
  private void answered(AnnounceHead head, HttpAnswer answer) {
    if (head.gzip() && answer.body().length >= Gzip.LEAST_BYTES) {
      Thread.ofVirtual()
          .name("panal-http")
          .start(() -> {
            byte[] body = Gzip.compressed(answer.body());
            write(head, answer, body, "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n");
          });
    } else {
      write(head, answer, answer.body(), "");
    }
  }

  private void write(AnnounceHead head, HttpAnswer answer, byte[] body, String more) {
    String text =
        "HTTP/1.1 "
            + answer.status()
            + ' '
            + HttpStatus.getMessage(answer.status())
            + "\r\nContent-Type: "
            + answer.contentType()
            + "\r\nContent-Length: "
            + body.length
            + "\r\n"
            + more
            + (head.keepAlive()
                ? head.http10() ? "Connection: keep-alive\r\n" : ""
                : "Connection: close\r\n")
            + "\r\n";
    ByteBuffer out = ByteBuffer.allocate(text.length() + body.length);
    out.put(text.getBytes(StandardCharsets.ISO_8859_1)).put(body).flip();
    getEndPoint()
        .write(
            Callback.from(
                InvocationType.NON_BLOCKING,
                () -> written(head.keepAlive()),
                cause -> getEndPoint().close(cause)),
            out);
  }

  private void written(boolean keepAlive) {
    if (!keepAlive) {
      getEndPoint().close();
    } else if (!state.compareAndSet(State.ASKED, State.FREE)) {
      state.set(State.FREE);
      getExecutor().execute(this::read);
    }
  }

  @Override
  public void onUpgradeTo(ByteBuffer buffer) {
    first = BufferUtil.copy(buffer);
  }

  @Override
  public @Nullable ByteBuffer onUpgradeFrom() {
    ByteBuffer given = rest;
    rest = null;
    return given;
  }
}

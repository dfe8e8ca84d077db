package dev.panal.app.tracker.message;

import dev.panal.tracker.message.Mail;
import dev.panal.tracker.message.Message;
import dev.panal.tracker.message.MessageRelay;
import dev.panal.tracker.message.Outcome;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.MailQuery;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Messages as an event stream: each with its sequence number as the event's id, so that a reader
/// that comes back says where it stands (`Last-Event-ID`).
final class MessageStream {
  /// Something is written this often, so that readers, proxies and we see whether the other is
  /// there.
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final MessageRelay relay;
  private final MailQuery query;
  private final InetAddress remote;

  /// Whether a write waits for the reader: then the idle timeout ends the stream.
  private final AtomicBoolean writing = new AtomicBoolean();

  MessageStream(MessageRelay relay, MailQuery query, InetAddress remote) {
    this.relay = relay;
    this.query = query;
    this.remote = remote;
  }

  void serve(Request request, Response response, Callback callback) {
    MailQuery resumed = resumed(request.getHeaders().get("Last-Event-ID"));
    Outcome<Mail> first =
        MessageHandler.mail(relay, resumed, resumed.after(), remote, Duration.ZERO);
    if (first instanceof Outcome.Refused<Mail> refused) {
      MessageHandler.refuse(response, callback, refused);
      return;
    }
    request.addIdleTimeoutListener(_ -> writing.get());
    response.setStatus(HttpStatus.OK_200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    try {
      Outcome<Mail> next = first;
      while (next instanceof Outcome.Done<Mail>(Mail mail)) {
        write(response, text(mail));
        next = MessageHandler.mail(relay, resumed, mail.after(), remote, HEARTBEAT);
      }
      callback.succeeded();
    } catch (IOException e) {
      // The reader is gone.
      callback.failed(e);
    }
  }

  private MailQuery resumed(@Nullable String lastId) {
    if (lastId == null || lastId.isEmpty()) {
      return query;
    }
    try {
      long after = Math.max(query.after(), Long.parseLong(lastId));
      return new MailQuery(
          query.infoHash(), query.peerId(), query.key(), after, query.waitSeconds());
    } catch (NumberFormatException e) {
      throw new ProtocolException("Last-Event-ID: not a number");
    }
  }

  private static String text(Mail mail) {
    if (mail.messages().isEmpty()) {
      return ":\n\n";
    }
    StringBuilder text = new StringBuilder();
    for (Message message : mail.messages()) {
      text.append("id: ").append(message.sequence()).append("\nevent: message\ndata: ");
      text.append(MessageJson.of(message)).append("\n\n");
    }
    return text.toString();
  }

  private void write(Response response, String text) throws IOException {
    writing.set(true);
    try {
      Content.Sink.write(response, false, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    } finally {
      writing.set(false);
    }
  }
}

package dev.panal.app.tracker.message;

import dev.panal.app.console.Json;
import dev.panal.tracker.message.Claim;
import dev.panal.tracker.message.Draft;
import dev.panal.tracker.message.Fetch;
import dev.panal.tracker.message.Mail;
import dev.panal.tracker.message.Message;
import dev.panal.tracker.message.MessageRelay;
import dev.panal.tracker.message.Outcome;
import dev.panal.tracker.message.Outcome.Reason;
import dev.panal.tracker.message.Receipt;
import dev.panal.tracker.message.SwarmMember;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.MailQuery;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Sending and fetching messages over HTTP. Blocks the virtual thread of its request.
final class MessageHandler extends Handler.Abstract {
  /// A text of the greatest length with each character written as an escape of six, and all around.
  private static final int MAX_BODY_BYTES = 32 * 1024;

  /// Requests that are held open; each takes a connection and some kilobytes.
  private static final int MAX_WAITING = 4_096;

  /// What a request waits for a message that does not say how long.
  private static final Duration USUAL_WAIT = Duration.ofSeconds(25);

  /// The relay's longest wait, and what a disk may take.
  private static final Duration ANSWER = Duration.ofSeconds(40);

  private static final String RECENT = MessageRoom.PATH + "/recent";
  private static final String JSON = "application/json";
  private static final String STREAM = "text/event-stream";

  private final MessageRelay relay;
  private final Semaphore waiting = new Semaphore(MAX_WAITING);

  MessageHandler(MessageRelay relay) {
    this.relay = relay;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    String path = request.getHttpURI().getCanonicalPath();
    boolean recent = RECENT.equals(path);
    if (!recent && !MessageRoom.PATH.equals(path)) {
      return false;
    }
    boolean get = HttpMethod.GET.is(request.getMethod());
    if (!get && (recent || !HttpMethod.POST.is(request.getMethod()))) {
      response.getHeaders().put(HttpHeader.ALLOW, recent ? "GET" : "GET, POST");
      fail(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, "method: not for this path");
      return true;
    }
    if (!(request.getConnectionMetaData().getRemoteSocketAddress()
        instanceof InetSocketAddress remote)) {
      return false;
    }
    try {
      if (recent) {
        recent(response, callback);
      } else if (get) {
        fetch(request, remote.getAddress(), response, callback);
      } else {
        post(request, remote.getAddress(), response, callback);
      }
    } catch (ProtocolException e) {
      fail(response, callback, HttpStatus.BAD_REQUEST_400, String.valueOf(e.getMessage()));
    }
    return true;
  }

  // ---- sending ---------------------------------------------------------------------------------

  private void post(Request request, InetAddress remote, Response response, Callback callback)
      throws IOException {
    Optional<byte[]> body = body(request);
    if (body.isEmpty()) {
      // What is left of it is not read: the connection cannot be used again.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      String words = "body: more than " + MAX_BODY_BYTES + " bytes";
      fail(response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413, words);
      return;
    }
    Draft draft = DraftJson.read(body.get());
    Outcome<Receipt> outcome = await(receiver -> relay.post(draft, remote, receiver));
    switch (outcome) {
      case Outcome.Refused<Receipt> refused -> refuse(response, callback, refused);
      case Outcome.Done<Receipt>(Receipt receipt) ->
          send(
              response,
              callback,
              HttpStatus.OK_200,
              Json.object()
                  .put("sequence", receipt.sequence())
                  .put("delivered", receipt.delivered())
                  .put("kept", receipt.kept())
                  .put("missed", receipt.missed()));
    }
  }

  private static Optional<byte[]> body(Request request) throws IOException {
    if (request.getLength() > MAX_BODY_BYTES) {
      return Optional.empty();
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
      return bytes.length > MAX_BODY_BYTES ? Optional.empty() : Optional.of(bytes);
    }
  }

  // ---- fetching --------------------------------------------------------------------------------

  private void fetch(Request request, InetAddress remote, Response response, Callback callback)
      throws IOException {
    String query = request.getHttpURI().getQuery();
    MailQuery wanted = MailQuery.decode(query == null ? "" : query);
    if (!waiting.tryAcquire()) {
      refuse(
          response,
          callback,
          new Outcome.Refused<>(
              Reason.TOO_MANY, "too many wait for messages here", Optional.of(USUAL_WAIT)));
      return;
    }
    try {
      if (request.getHeaders().contains(HttpHeader.ACCEPT, STREAM)) {
        new MessageStream(relay, wanted, remote).serve(request, response, callback);
        return;
      }
      request.addIdleTimeoutListener(_ -> false);
      Duration patience =
          wanted.waitSeconds().isPresent()
              ? Duration.ofSeconds(wanted.waitSeconds().getAsInt())
              : USUAL_WAIT;
      switch (mail(relay, wanted, wanted.after(), remote, patience)) {
        case Outcome.Refused<Mail> refused -> refuse(response, callback, refused);
        case Outcome.Done<Mail>(Mail mail) ->
            send(
                response,
                callback,
                HttpStatus.OK_200,
                Json.object()
                    .put("after", mail.after())
                    .put("messages", mail.messages().stream().map(MessageJson::of).toList()));
      }
    } finally {
      waiting.release();
    }
  }

  static Outcome<Mail> mail(
      MessageRelay relay, MailQuery query, long after, InetAddress remote, Duration patience) {
    Claim claim = new Claim(new SwarmMember(query.infoHash(), query.peerId()), query.key());
    return await(receiver ->
        relay.fetch(new Fetch(claim, query.after(), after, patience), remote, receiver));
  }

  private void recent(Response response, Callback callback) {
    CompletableFuture<List<Message>> answer = new CompletableFuture<>();
    relay.recent(answer::complete);
    List<Message> messages =
        answer.completeOnTimeout(List.of(), ANSWER.toSeconds(), TimeUnit.SECONDS).join();
    send(
        response,
        callback,
        HttpStatus.OK_200,
        Json.object().put("messages", messages.stream().map(MessageJson::open).toList()));
  }

  // ---- answers ---------------------------------------------------------------------------------

  private static <T> Outcome<T> await(Consumer<Consumer<Outcome<T>>> call) {
    CompletableFuture<Outcome<T>> answer = new CompletableFuture<>();
    call.accept(answer::complete);
    try {
      return answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return Outcome.refused(Reason.CLOSED, "the tracker does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.refused(Reason.CLOSED, "the tracker is ending");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  static void refuse(Response response, Callback callback, Outcome.Refused<?> refused) {
    refused
        .retryIn()
        .ifPresent(wait ->
            response
                .getHeaders()
                .put(HttpHeader.RETRY_AFTER, Math.max(1, wait.plusMillis(999).toSeconds())));
    fail(response, callback, status(refused.reason()), refused.detail());
  }

  private static int status(Reason reason) {
    return switch (reason) {
      case INVALID -> HttpStatus.BAD_REQUEST_400;
      case FORBIDDEN -> HttpStatus.FORBIDDEN_403;
      case UNKNOWN_PEER -> HttpStatus.NOT_FOUND_404;
      case AMBIGUOUS, REPLACED -> HttpStatus.CONFLICT_409;
      case TOO_LARGE -> HttpStatus.PAYLOAD_TOO_LARGE_413;
      case TOO_MANY -> HttpStatus.TOO_MANY_REQUESTS_429;
      case CLOSED -> HttpStatus.SERVICE_UNAVAILABLE_503;
    };
  }

  private static void fail(Response response, Callback callback, int status, String words) {
    send(response, callback, status, Json.object().put("error", words));
  }

  private static void send(Response response, Callback callback, int status, Json json) {
    byte[] body = (json + "\n").getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}

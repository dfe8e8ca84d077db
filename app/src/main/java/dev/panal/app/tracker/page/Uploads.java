package dev.panal.app.tracker.page;

import dev.panal.app.tracker.hosting.HostedTorrent.Origin;
import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.app.tracker.hosting.Publication;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Takes torrents that are sent here: the bytes alone, or a form with a file in it.
final class Uploads {
  /// Of so many at once the memory is; see [TorrentFiles].
  private static final int AT_ONCE = 4;

  /// Others wait for their turn that long.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// One upload may take no longer: who sends a byte now and then holds a place.
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /// A person drops a folder of files; a flood does not end.
  private static final int PER_ADDRESS_A_MINUTE = 120;

  /// Names, boundaries and headers around the file.
  private static final int FORM_BYTES = 16 * 1024;

  private static final int MAX_PARTS = 8;
  private static final int STEP_BYTES = 64 * 1024;

  private final Hosting hosting;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final AddressRates rates = new AddressRates(PER_ADDRESS_A_MINUTE);

  Uploads(Hosting hosting) {
    this.hosting = hosting;
  }

  /// What became of it, or the reply that says why it could not even be tried.
  sealed interface Outcome {
    record Tried(Publication publication) implements Outcome {}

    record Failed(Reply reply) implements Outcome {}
  }

  Outcome take(Request request, InetAddress from) {
    if (!rates.allows(from)) {
      return failed(
          Reply.error(429, "too many uploads from your address, wait a minute")
              .with("Retry-After", "60"));
    }
    int most = hosting.limits().torrentBytes();
    if (request.getLength() > most + (long) FORM_BYTES) {
      return new Outcome.Tried(hosting.tooLarge());
    }
    try {
      if (!places.tryAcquire(PATIENCE.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
        return failed(
            Reply.error(503, "others are uploading, try again in a moment")
                .with("Retry-After", "5"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(Reply.error(503, "the tracker is closing"));
    }
    try {
      return taken(request, most);
    } finally {
      places.release();
    }
  }

  private Outcome taken(Request request, int most) {
    try {
      Optional<byte[]> bytes =
          isForm(request) ? fromForm(request, most) : read(stream(request), most);
      if (bytes.isEmpty()) {
        return new Outcome.Tried(hosting.tooLarge());
      }
      if (bytes.get().length == 0) {
        return failed(Reply.error(400, "nothing was sent: the body must be a .torrent file"));
      }
      return new Outcome.Tried(hosting.publish(bytes.get(), Origin.UPLOAD));
    } catch (IOException e) {
      return failed(Reply.error(400, "the upload broke off, or is no form with a file"));
    }
  }

  private static boolean isForm(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }

  private static InputStream stream(Request request) {
    return Content.Source.asInputStream(request);
  }

  /// @return empty if there is more than `most`
  private static Optional<byte[]> read(InputStream in, int most) throws IOException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    byte[] step = new byte[STEP_BYTES];
    for (int count = in.read(step); count >= 0; count = in.read(step)) {
      if (bytes.size() + count > most) {
        return Optional.empty();
      }
      bytes.write(step, 0, count);
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("too slow");
      }
    }
    return Optional.of(bytes.toByteArray());
  }

  /// The first part that is a file.
  private static Optional<byte[]> fromForm(Request request, int most) throws IOException {
    // All in memory: what is larger is refused before it is on any disk.
    MultiPartConfig config =
        new MultiPartConfig.Builder()
            .maxParts(MAX_PARTS)
            .maxSize(most + (long) FORM_BYTES)
            .maxPartSize(most)
            .maxMemoryPartSize(most)
            .useFilesForPartsWithoutFileName(false)
            .build();
    String type = String.valueOf(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
    try (MultiPartFormData.Parts parts =
        MultiPartFormData.getParts(request, request, type, config)) {
      for (MultiPart.Part part : parts) {
        if (part.getFileName() != null) {
          return read(Content.Source.asInputStream(part.getContentSource()), most);
        }
      }
      throw new IOException("no file in the form");
    } catch (CompletionException | IllegalStateException | IllegalArgumentException e) {
      if (String.valueOf(e).contains("max")) {
        return Optional.empty();
      }
      throw new IOException("not a form", e);
    }
  }

  private static Outcome failed(Reply reply) {
    return new Outcome.Failed(reply);
  }
}

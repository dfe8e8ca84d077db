package dev.panal.app.tracker.front;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/// Compresses answers of the tracker for those who ask for it.
final class Gzip {
  /// What fits one packet gains nothing by being smaller. Peers in compact form hardly shrink, and
  /// as many as an answer has by default stay below this.
  static final int LEAST_BYTES = 1_400;

  private Gzip() {}

  static boolean accepted(HttpFields headers) {
    String accepted = headers.get(HttpHeader.ACCEPT_ENCODING);
    if (accepted == null) {
      return false;
    }
    for (String coding : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = coding.strip().split("\\s*;\\s*", 2);
      if (parts[0].equals("gzip") || parts[0].equals("x-gzip")) {
        return parts.length == 1 || !parts[1].matches("q=0(\\.0*)?");
      }
    }
    return false;
  }

  static byte[] compressed(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 2);
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}

package dev.panal.app.tracker.page;

import dev.panal.app.console.Failures;
import dev.panal.app.tracker.page.PageOptions.Uploads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// Who may publish, and who may take away what is published.
final class Publishers {
  /// In the data folder.
  static final String TOKEN_FILE = "page-token";

  private static final int TOKEN_BYTES = 16;
  private static final int MAX_TOKEN_BYTES = 256;
  private static final String BEARER = "bearer ";

  private final Uploads uploads;
  private final byte[] token;

  /// @throws IOException if the token cannot be kept
  Publishers(PageOptions options, Path folder) throws IOException {
    this.uploads = options.uploads();
    this.token =
        (options.token().isPresent() ? options.token().get() : kept(folder))
            .getBytes(StandardCharsets.UTF_8);
  }

  private static String kept(Path folder) throws IOException {
    Path file = folder.resolve(TOKEN_FILE);
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MAX_TOKEN_BYTES) {
        String token = Files.readString(file).strip();
        if (!token.isEmpty()) {
          return token;
        }
      }
      byte[] random = new byte[TOKEN_BYTES];
      new SecureRandom().nextBytes(random);
      String fresh = HexFormat.of().formatHex(random);
      Files.deleteIfExists(file);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, fresh + "\n");
      } else {
        Files.writeString(file, fresh + "\n", StandardOpenOption.CREATE_NEW);
      }
      return fresh;
    } catch (IOException e) {
      throw new IOException(file + ": " + Failures.reason(e), e);
    }
  }

  /// How the uploads are, in a word for the page.
  String word() {
    return uploads.name().toLowerCase(Locale.ROOT);
  }

  /// Whether this caller may publish as it is, without a token.
  boolean freeFor(Request request) {
    return switch (uploads) {
      case OPEN -> true;
      case LOCAL -> new Caller(request).local();
      case TOKEN, OFF -> false;
    };
  }

  /// Why this caller may not publish; empty if it may.
  Optional<Reply> refusal(Request request) {
    if (uploads == Uploads.OFF) {
      return Optional.of(Reply.error(403, "this tracker takes no uploads (--uploads off)"));
    }
    return freeFor(request) ? Optional.empty() : refusalWithoutToken(request, whyToken());
  }

  private String whyToken() {
    return uploads == Uploads.LOCAL
        ? "uploads from outside of the tracker's own network need its token"
        : "uploads need this tracker's token";
  }

  /// Why this caller may not take away a torrent; empty if it may.
  Optional<Reply> removalRefusal(Request request) {
    return refusalWithoutToken(request, "to remove a torrent needs this tracker's token");
  }

  private Optional<Reply> refusalWithoutToken(Request request, String why) {
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return Optional.of(
          Reply.error(401, why + ": send it as Authorization: Bearer TOKEN")
              .with("WWW-Authenticate", "Bearer"));
    }
    byte[] said = authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(said, token)
        ? Optional.empty()
        : Optional.of(
            Reply.error(
                    401,
                    "the token is not this tracker's; it is in the file "
                        + TOKEN_FILE
                        + " of its data folder, or what --page-token says")
                .with("WWW-Authenticate", "Bearer"));
  }
}

package dev.panal.wire.tracker;

import java.util.Optional;

/// The path of a tracker's URL: `/announce` or `/scrape`, on a private tracker behind a passkey, as
/// `/KEY/announce`. Over UDP it travels in the announce (BEP 41).
///
/// @param passkey empty if there is none
public record TrackerPath(Question question, String passkey) {
  /// Keys in use have 16 to 40 characters.
  public static final int MAX_PASSKEY_LENGTH = 64;

  private static final TrackerPath ANNOUNCE = new TrackerPath(Question.ANNOUNCE, "");
  private static final TrackerPath SCRAPE = new TrackerPath(Question.SCRAPE, "");

  /// What is asked there.
  public enum Question {
    ANNOUNCE,
    SCRAPE
  }

  /// Whether a passkey could be this: letters, digits, `-` and `_`, so that it needs no escapes.
  public static boolean validPasskey(String text) {
    if (text.isEmpty() || text.length() > MAX_PASSKEY_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /// Reads a path as it stands in a request, without a query. Empty if it is none of a tracker's.
  public static Optional<TrackerPath> parse(String path) {
    if (path.equals("/announce")) {
      return Optional.of(ANNOUNCE);
    }
    if (path.equals("/scrape")) {
      return Optional.of(SCRAPE);
    }
    int slash = path.indexOf('/', 1);
    if (!path.startsWith("/") || slash < 0 || !validPasskey(path.substring(1, slash))) {
      return Optional.empty();
    }
    String passkey = path.substring(1, slash);
    return switch (path.substring(slash)) {
      case "/announce" -> Optional.of(new TrackerPath(Question.ANNOUNCE, passkey));
      case "/scrape" -> Optional.of(new TrackerPath(Question.SCRAPE, passkey));
      default -> Optional.empty();
    };
  }

  /// As the path in a URL; [#parse(String)] reads it.
  public String text() {
    String end =
        switch (question) {
          case ANNOUNCE -> "/announce";
          case SCRAPE -> "/scrape";
        };
    return passkey.isEmpty() ? end : "/" + passkey + end;
  }
}

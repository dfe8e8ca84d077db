package dev.panal.app.tracker.page;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What an operator can say about the page.
///
/// @param uploads who may publish
/// @param token what proves an operator or a friend; made at the first start if not given
/// @param announceUrls what downloaded torrents are told to announce to; if none is given, the
///   address under which the page was asked for is taken
/// @param shareRoot paths below it may be shared by who may publish
public record PageOptions(
    Uploads uploads, Optional<String> token, List<String> announceUrls, Optional<Path> shareRoot) {
  public PageOptions {
    announceUrls = List.copyOf(announceUrls);
  }

  public static PageOptions defaults() {
    return new PageOptions(Uploads.LOCAL, Optional.empty(), List.of(), Optional.empty());
  }

  /// Who may publish without and with the token.
  public enum Uploads {
    /// This machine and its own network without, everybody else with it. The default: what people
    /// try at home works, and a tracker in the open is no dump for strangers.
    LOCAL,
    /// Everybody without.
    OPEN,
    /// Everybody with it.
    TOKEN,
    /// Nobody.
    OFF
  }
}

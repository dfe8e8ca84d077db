package dev.panal.app.tracker.policy;

import java.nio.file.Path;
import java.util.Optional;

/// Whom the tracker serves.
///
/// @param swarms which torrents
/// @param passkeys whether only those who come with a passkey
/// @param allow file of info-hashes that are served
/// @param deny file of info-hashes that are not, whatever else says they are
public record PolicyOptions(
    Swarms swarms, boolean passkeys, Optional<Path> allow, Optional<Path> deny) {

  /// Everybody, with everything.
  public static final PolicyOptions OPEN =
      new PolicyOptions(Swarms.ALL, false, Optional.empty(), Optional.empty());

  /// Which torrents are served, before those that are denied are taken away.
  public enum Swarms {
    /// All of them.
    ALL,
    /// Those that are on the list, and those that are hosted here.
    LISTED
  }
}

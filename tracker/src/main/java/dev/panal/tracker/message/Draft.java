package dev.panal.tracker.message;

import dev.panal.wire.InfoHash;
import java.util.Optional;

/// A message that is to be sent.
///
/// @param from who says that he writes it; empty for whoever is no peer
public record Draft(Recipient to, Optional<Claim> from, String text) {

  /// Whom it is for, as the sender knows him.
  public sealed interface Recipient {
    /// One peer.
    ///
    /// @param name the peer id in hexadecimal digits or as it is shown to people, or as much of the
    ///   beginning of it as no other peer here has, with or without the part that names the client
    /// @param infoHash in this swarm; empty for any
    record NamedPeer(String name, Optional<InfoHash> infoHash) implements Recipient {}

    record Swarm(InfoHash infoHash) implements Recipient {}

    record Everybody() implements Recipient {}
  }
}

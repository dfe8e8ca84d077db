package dev.panal.tracker.message;

import java.net.InetAddress;
import java.util.Optional;

/// Something that somebody has written. The text is hostile wherever it is shown: nothing is taken
/// out of it.
///
/// @param sequence grows from message to message, also over a restart of the tracker; fits the
///   whole numbers that JavaScript can count
/// @param sentMillis wall-clock time, since 1970
public record Message(
    long sequence, long sentMillis, Sender sender, Audience audience, String text) {

  /// Who wrote it.
  ///
  /// @param address where it came from
  /// @param member who it is, if that was proved; else the address is all that is known
  public record Sender(InetAddress address, Optional<SwarmMember> member) {}

  /// Whether it is for all to see. What one peer writes to another is not.
  public boolean open() {
    return switch (audience) {
      case Audience.Swarm _, Audience.Everybody _ -> true;
      case Audience.Peer _ -> false;
    };
  }

  /// The same without its text: what others may know of a message to one peer.
  public Message envelope() {
    return new Message(sequence, sentMillis, sender, audience, "");
  }
}

package dev.panal.tracker;

/// A peer as the tracker lists it. What it says of itself is hostile text.
///
/// @param percent how much it has, by its own account; 100 for seeds only
public record ListedPeer(SwarmPeer peer, Kind kind, int percent) {
  /// What a peer wants.
  public enum Kind {
    /// It has everything.
    SEED(0),
    /// It lacks something and wants no more (BEP 21).
    PARTIAL_SEED(1),
    /// It downloads.
    LEECHER(2);

    /// How it is written between the nodes of a ring.
    final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    static Kind of(byte code) {
      return switch (code) {
        case 0 -> SEED;
        case 1 -> PARTIAL_SEED;
        case 2 -> LEECHER;
        default -> throw new IllegalArgumentException("no kind of peer " + code);
      };
    }
  }
}

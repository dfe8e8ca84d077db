package dev.panal.tracker;

/// A peer as the tracker lists it. What it says of itself is hostile text.
///
/// @param percent how much it has, by its own account; 100 for seeds only
public record ListedPeer(SwarmPeer peer, Kind kind, int percent) {
  /// What a peer wants.
  public enum Kind {
    /// It has everything.
    SEED,
    /// It lacks something and wants no more (BEP 21).
    PARTIAL_SEED,
    /// It downloads.
    LEECHER
  }
}

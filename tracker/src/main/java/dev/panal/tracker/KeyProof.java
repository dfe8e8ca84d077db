package dev.panal.tracker;

/// What the tracker knows of somebody who says that a peer id is his, and shows a key.
public enum KeyProof {
  /// No peer with this id has announced a key.
  NONE,
  /// The peer has another key.
  WRONG,
  /// It is the peer's key.
  PROVEN,
  /// Several announce under this id, one of them with this key: one of them is not who it says.
  CONTESTED;

  /// What two rows say together.
  KeyProof and(KeyProof other) {
    if (this == NONE || this == other) {
      return other;
    }
    return other == NONE ? this : CONTESTED;
  }
}

package dev.panal.tracker;

/// What the tracker knows of somebody who says that a peer id is his, and shows a key.
public enum KeyProof {
  /// No peer with this id has announced a key.
  NONE(0),
  /// The peer has another key.
  WRONG(1),
  /// It is the peer's key.
  PROVEN(2),
  /// Several announce under this id, one of them with this key: one of them is not who it says.
  CONTESTED(3);

  /// How it is written between the nodes of a ring.
  final byte code;

  KeyProof(int code) {
    this.code = (byte) code;
  }

  static KeyProof of(byte code) {
    return switch (code) {
      case 0 -> NONE;
      case 1 -> WRONG;
      case 2 -> PROVEN;
      case 3 -> CONTESTED;
      default -> throw new IllegalArgumentException("no proof " + code);
    };
  }

  /// What two rows say together.
  KeyProof and(KeyProof other) {
    if (this == NONE || this == other) {
      return other;
    }
    return other == NONE ? this : CONTESTED;
  }
}

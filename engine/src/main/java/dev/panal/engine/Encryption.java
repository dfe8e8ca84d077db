package dev.panal.engine;

/// Whether connections with peers are encrypted (MSE, also PE).
public enum Encryption {
  /// Theirs as they come, in the clear behind an encrypted handshake if they leave us the choice.
  /// Ours plain first, and encrypted if that is what the peer wants.
  ALLOW,
  /// Encrypted only, in both directions.
  REQUIRE,
  /// Plain only.
  OFF
}

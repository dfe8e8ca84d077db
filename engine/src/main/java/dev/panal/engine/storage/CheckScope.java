package dev.panal.engine.storage;

/// How much of what is on the disk a check looks at.
public enum CheckScope {
  /// Pieces that resume data vouches for are trusted; all others that have bytes on the disk in a
  /// file that is new or has changed are hashed.
  DOUBTFUL,
  /// Every piece that has its bytes on the disk is hashed.
  ALL
}

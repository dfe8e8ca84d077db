package dev.panal.engine.picker;

/// What a piece is worth to us; of a piece that several files share, the highest of theirs.
public enum Priority {
  /// Not asked for.
  SKIP,
  NORMAL,
  /// Before every normal piece, however rare that is.
  HIGH
}

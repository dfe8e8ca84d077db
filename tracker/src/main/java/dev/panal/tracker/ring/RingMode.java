package dev.panal.tracker.ring;

/// When an announce counts as answered.
public enum RingMode {
  /// As soon as one owner knows: nearly as quick as a tracker alone. The others hear of it with the
  /// next batch, so what one node alone knew for a fraction of a second dies with it.
  FAST,
  /// When all owners know.
  STRICT
}

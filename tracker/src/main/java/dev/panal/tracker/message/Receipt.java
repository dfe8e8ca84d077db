package dev.panal.tracker.message;

/// A message was taken.
///
/// @param delivered peers that were waiting for messages and have it
/// @param kept peers that are away and for which it is kept
/// @param missed peers that do not get it, because too much is kept for them already
public record Receipt(long sequence, int delivered, int kept, int missed) {}

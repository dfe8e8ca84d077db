package dev.panal.tracker.message;

import java.time.Duration;

/// A request for messages.
///
/// @param acknowledged all messages up to this one have arrived and need not be kept any more
/// @param after messages after this one are wanted: the same, unless a stream goes on whose reader
///   does not say how far he is
/// @param patience how long to wait for a message if there is none; zero not to
public record Fetch(Claim who, long acknowledged, long after, Duration patience) {}

package dev.panal.tracker.ring;

import java.time.Duration;

/// How far the other owners are behind a tracker of a ring.
///
/// @param lag how long the oldest record that is on its way has been on it
/// @param lostBatches batches of records that the ring has not taken for so long that they were
///   given up
public record RingLag(Duration lag, long lostBatches) {}

package dev.panal.app.tracker.ring;

import dev.panal.cluster.RingConfig;
import dev.panal.tracker.ring.RingMode;

/// What an operator says of the ring that a tracker is to join.
public record RingOptions(RingConfig config, RingMode mode) {}

package dev.panal.wire.tracker;

/// What comes back from an announce.
public sealed interface AnnounceAnswer permits AnnounceReply, TrackerFailure {}

package dev.panal.wire.tracker;

/// What comes back from a scrape.
public sealed interface ScrapeAnswer permits ScrapeReply, TrackerFailure {}

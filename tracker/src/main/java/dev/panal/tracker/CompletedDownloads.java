package dev.panal.tracker;

import dev.panal.wire.InfoHash;

/// Downloads that were finished in a swarm in some time; to be added up by who keeps count.
public record CompletedDownloads(InfoHash infoHash, int count) {}

package dev.panal.wire.tracker;

import dev.panal.wire.InfoHash;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The numbers of swarms (BEP 48). Swarms the tracker does not know are absent over HTTP and zeros
/// over UDP.
///
/// @param swarms in the order in which they came
public record ScrapeReply(Map<InfoHash, SwarmCounts> swarms) implements ScrapeAnswer {
  public ScrapeReply {
    swarms = Collections.unmodifiableMap(new LinkedHashMap<>(swarms));
  }
}

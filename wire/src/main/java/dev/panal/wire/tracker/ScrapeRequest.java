package dev.panal.wire.tracker;

import dev.panal.wire.InfoHash;
import java.util.List;

/// Asks for the numbers of swarms (BEP 48).
///
/// @param infoHashes none asks for all swarms, which trackers may refuse
public record ScrapeRequest(List<InfoHash> infoHashes) {
  /// As many as fit into one datagram of 1,500 bytes (BEP 15).
  public static final int MAX_INFO_HASHES = 74;

  /// Why more are refused, for people.
  static final String TOO_MANY =
      "info_hash: more than " + MAX_INFO_HASHES + " in one scrape, ask in parts";

  public ScrapeRequest {
    infoHashes = List.copyOf(infoHashes);
    if (infoHashes.size() > MAX_INFO_HASHES) {
      throw new IllegalArgumentException(infoHashes.size() + " info-hashes");
    }
  }
}

package dev.panal.wire.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A scrape as the query of an HTTP request (BEP 48).
public final class ScrapeQuery {
  private ScrapeQuery() {}

  /// The raw query, without the question mark; empty if the request names no swarm.
  public static String encode(ScrapeRequest request) {
    StringBuilder query = new StringBuilder(72 * request.infoHashes().size());
    for (InfoHash infoHash : request.infoHashes()) {
      QueryParameters.append(query, "info_hash", infoHash.bytes());
    }
    return query.toString();
  }

  /// Reads the query of a scrape.
  ///
  /// @throws ProtocolException if an info-hash does not have 20 bytes, or there are more than
  ///   [ScrapeRequest#MAX_INFO_HASHES]
  public static ScrapeRequest decode(String rawQuery) {
    List<InfoHash> infoHashes = new ArrayList<>();
    QueryParameters.decode(
        rawQuery,
        (name, value) -> {
          if (name.equals("info_hash")) {
            if (infoHashes.size() == ScrapeRequest.MAX_INFO_HASHES) {
              throw new ProtocolException(ScrapeRequest.TOO_MANY);
            }
            if (value.length() != InfoHash.LENGTH) {
              throw new ProtocolException(
                  "info_hash: %d bytes instead of %d".formatted(value.length(), InfoHash.LENGTH));
            }
            infoHashes.add(InfoHash.of(value.getBytes(StandardCharsets.ISO_8859_1)));
          }
        });
    return new ScrapeRequest(infoHashes);
  }
}

package dev.panal.app.tracker.ring;

import dev.panal.app.console.Json;
import dev.panal.tracker.ring.SharedRows;
import dev.panal.tracker.ring.SharedRows.Row;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Where clients reach the trackers of a ring, as each says of itself.
final class RingAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(RingAddresses.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TABLE = "addresses";

  /// A node says two or three.
  private static final int MAX_URLS = 8;

  private final SharedRows rows;
  private final InstantSource clock;
  private final Map<String, Said> said = new ConcurrentHashMap<>();

  private record Said(String page, List<String> announceUrls) {}

  RingAddresses(SharedRows rows, InstantSource clock) {
    this.rows = rows;
    this.clock = clock;
    rows.listen(TABLE, this::hear);
  }

  /// @param page where this node's page is
  /// @param announceUrls where it is announced to
  void tell(String node, String page, List<String> announceUrls) {
    byte[] value =
        Json.object()
            .put("page", page)
            .put("announce", announceUrls)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    rows.put(new Row(TABLE, node, clock.millis(), Optional.of(value)), _ -> {});
  }

  private void hear(Row row) {
    if (row.value().isEmpty()) {
      said.remove(row.key());
      return;
    }
    try {
      JsonNode json = JSON.readTree(row.value().get());
      List<String> urls = new ArrayList<>();
      json.path("announce").forEach(url -> urls.add(url.asString()));
      said.put(
          row.key(),
          new Said(
              json.path("page").asString(), List.copyOf(urls.stream().limit(MAX_URLS).toList())));
    } catch (JacksonException e) {
      LOG.warn("where {} is reached cannot be read: {}", row.key(), e.getMessage());
    }
  }

  Optional<String> page(String node) {
    return Optional.ofNullable(said.get(node)).map(Said::page);
  }

  /// Where these nodes are announced to, as far as is known.
  List<String> announceUrls(Collection<String> nodes) {
    return nodes.stream()
        .flatMap(node -> Optional.ofNullable(said.get(node)).stream())
        .flatMap(known -> known.announceUrls().stream())
        .toList();
  }
}

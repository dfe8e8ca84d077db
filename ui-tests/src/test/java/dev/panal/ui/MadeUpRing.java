package dev.panal.ui;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a tracker in a ring would say of it, for a page of a tracker that is in none.
final class MadeUpRing {
  static final int ARCS = 128;

  private volatile List<String> nodes;
  private volatile IntFunction<List<Integer>> owners;
  private volatile IntFunction<List<Integer>> next = arc -> List.of();

  MadeUpRing(List<String> nodes) {
    this.nodes = List.copyOf(nodes);
    this.owners = inARow(nodes.size());
  }

  /// As many arcs for each, side by side.
  static IntFunction<List<Integer>> inARow(int nodes) {
    return arc -> from(arc * nodes / ARCS, nodes);
  }

  /// Dealt out like cards.
  static IntFunction<List<Integer>> scattered(int nodes) {
    return arc -> from((arc * 31 + arc / 7) % nodes, nodes);
  }

  private static List<Integer> from(int first, int nodes) {
    return IntStream.range(0, Math.min(3, nodes)).mapToObj(i -> (first + i) % nodes).toList();
  }

  List<String> nodes() {
    return nodes;
  }

  /// Nothing moves.
  void settled(List<String> now, IntFunction<List<Integer>> who) {
    next = arc -> List.of();
    owners = arc -> List.of();
    nodes = List.copyOf(now);
    owners = who;
  }

  /// @param to for an arc the owners to be, or nothing
  void moving(List<String> now, IntFunction<List<Integer>> who, IntFunction<List<Integer>> to) {
    settled(now, who);
    next = to;
  }

  /// From now on this window hears of this ring.
  void over(Page page) {
    page.route(
        "**/api/v1/info",
        route -> {
          String real = route.fetch().text();
          route.fulfill(
              new Route.FulfillOptions()
                  .setContentType("application/json")
                  .setBody(real.replaceFirst("\\{", "{\"ring\":\"night\",")));
        });
    page.route(
        "**/api/v1/ring*",
        route -> {
          String url = route.request().url();
          int at = url.indexOf("info_hash=");
          route.fulfill(
              new Route.FulfillOptions()
                  .setContentType("application/json")
                  .setBody(json(at < 0 ? "" : url.substring(at + "info_hash=".length()))));
        });
  }

  private String json(String infoHash) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      members.add(
          "{\"name\":%s,\"url\":\"http://10.0.0.%d:6969/\",\"here\":%b,\"swarms\":%d,\"peers\":%d}"
              .formatted(quoted(nodes.get(i)), i + 1, i == 0, 31_000 + 977 * i, 812_000 + i));
    }
    String buckets =
        IntStream.range(0, ARCS)
            .mapToObj(arc -> owners.apply(arc).toString())
            .collect(Collectors.joining(","));
    String moving =
        IntStream.range(0, ARCS)
            .filter(arc -> !next.apply(arc).isEmpty())
            .mapToObj(arc -> "{\"bucket\":%d,\"to\":%s}".formatted(arc, next.apply(arc)))
            .collect(Collectors.joining(","));
    String place = infoHash.isEmpty() ? "" : ",\"place\":" + place(infoHash);
    return ("{\"ring\":\"night\",\"node\":%s,\"mode\":\"fast\",\"settled\":%b,\"lag_ms\":40,"
            + "\"lost_batches\":0,\"nodes\":[%s],\"buckets\":[%s],\"moving\":[%s]%s}")
        .formatted(
            quoted(nodes.getFirst()),
            moving.isEmpty(),
            String.join(",", members),
            buckets,
            moving,
            place);
  }

  private String place(String infoHash) {
    int arc = Integer.parseInt(infoHash.substring(0, 2), 16) / 2;
    return "{\"info_hash\":\"%s\",\"bucket\":%d,\"owners\":[%s],\"to\":[%s]}"
        .formatted(infoHash, arc, named(owners.apply(arc)), named(next.apply(arc)));
  }

  private String named(List<Integer> indexes) {
    return indexes.stream().map(index -> quoted(nodes.get(index))).collect(Collectors.joining(","));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

package dev.panal.app.tracker.page;

import dev.panal.app.console.Json;
import dev.panal.app.console.Text;
import dev.panal.app.tracker.ring.RingView;
import dev.panal.tracker.ring.Buckets;
import dev.panal.wire.InfoHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A ring as JSON: a contract with whoever reads `/api/v1/ring`.
final class RingJson {
  /// More of a name nobody reads.
  private static final int NAME_COLUMNS = 100;

  private RingJson() {}

  static Json ring(RingView view) {
    return Json.object()
        .put("ring", name(view.ring()))
        .put("node", name(view.node()))
        .put("mode", view.mode().name().toLowerCase(Locale.ROOT))
        .put("settled", view.settled())
        .put("lag_ms", view.lagMillis())
        .put("lost_batches", view.lostBatches())
        .put("nodes", view.nodes().stream().map(RingJson::node).toList())
        .put("buckets", view.buckets().stream().map(RingView.Bucket::owners).toList())
        .put("moving", moving(view));
  }

  private static Json node(RingView.Member node) {
    return Json.object()
        .put("name", name(node.name()))
        .put("url", node.url().filter(RingJson::isWeb))
        .put("here", node.here())
        .put("swarms", node.swarms())
        .put("peers", node.peers());
  }

  /// Another node has said where its page is; people will follow it.
  private static boolean isWeb(String url) {
    return url.startsWith("http://") || url.startsWith("https://");
  }

  private static List<Json> moving(RingView view) {
    List<Json> moving = new ArrayList<>();
    for (int bucket = 0; bucket < view.buckets().size(); bucket++) {
      if (view.buckets().get(bucket).moves()) {
        moving.add(
            Json.object().put("bucket", bucket).put("to", view.buckets().get(bucket).next()));
      }
    }
    return moving;
  }

  /// Where a swarm lives, by the names of the nodes.
  ///
  /// @param name of its torrent, if it is hosted here
  static Json place(RingView view, InfoHash infoHash, Optional<String> name) {
    int bucket = Buckets.of(infoHash);
    return Json.object()
        .put("info_hash", infoHash.hex())
        .put("name", name)
        .put("bucket", bucket)
        .put("owners", names(view.owners(bucket)))
        .put("to", names(view.next(bucket)));
  }

  private static List<String> names(List<String> names) {
    return names.stream().map(RingJson::name).toList();
  }

  /// Other nodes chose theirs.
  static String name(String name) {
    return Text.fit(Text.safe(name), NAME_COLUMNS);
  }
}

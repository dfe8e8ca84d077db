package dev.panal.app.tracker.message;

import dev.panal.tracker.message.Claim;
import dev.panal.tracker.message.Draft;
import dev.panal.tracker.message.Draft.Recipient;
import dev.panal.tracker.message.SwarmMember;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.AnnounceQuery;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Reads a message that somebody wants to send:
///
/// ```json
/// {"to": {"peer": "-PN0100-xyz"}, "text": "hello",
///  "from": {"info_hash": "…", "peer_id": "…", "key": "…"}}
/// ```
final class DraftJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DraftJson() {}

  /// @throws ProtocolException if it is no such thing; names the field
  static Draft read(byte[] utf8) {
    JsonNode root;
    try {
      root = JSON.readTree(utf8);
    } catch (JacksonException e) {
      throw new ProtocolException("body: not JSON");
    }
    if (root == null || !root.isObject()) {
      throw new ProtocolException("body: not a JSON object");
    }
    Optional<Claim> from =
        root.path("from").isMissingNode() || root.path("from").isNull()
            ? Optional.empty()
            : Optional.of(claim(object(root, "from")));
    return new Draft(recipient(object(root, "to")), from, text(root, "text", "text"));
  }

  private static Recipient recipient(JsonNode to) {
    boolean all = to.path("all").asBoolean(false);
    Optional<InfoHash> torrent =
        to.has("torrent")
            ? Optional.of(InfoHash.of(twenty(to, "torrent", "to.torrent")))
            : Optional.empty();
    if (all && (to.has("peer") || torrent.isPresent())) {
      throw new ProtocolException("to: all, and not all");
    }
    if (to.has("peer")) {
      return new Recipient.NamedPeer(text(to, "peer", "to.peer"), torrent);
    }
    if (!all && torrent.isEmpty()) {
      throw new ProtocolException("to: one of peer, torrent and all is needed");
    }
    return torrent.<Recipient>map(Recipient.Swarm::new).orElseGet(Recipient.Everybody::new);
  }

  private static Claim claim(JsonNode from) {
    return new Claim(
        new SwarmMember(
            InfoHash.of(twenty(from, "info_hash", "from.info_hash")),
            PeerId.of(twenty(from, "peer_id", "from.peer_id"))),
        AnnounceQuery.key(text(from, "key", "from.key")));
  }

  private static JsonNode object(JsonNode parent, String field) {
    JsonNode node = parent.path(field);
    if (!node.isObject()) {
      throw new ProtocolException(field + ": " + (node.isMissingNode() ? "missing" : "no object"));
    }
    return node;
  }

  private static String text(JsonNode parent, String field, String name) {
    JsonNode node = parent.path(field);
    if (!node.isString()) {
      throw new ProtocolException(name + ": " + (node.isMissingNode() ? "missing" : "no string"));
    }
    return node.asString();
  }

  private static byte[] twenty(JsonNode parent, String field, String name) {
    String text = text(parent, field, name);
    if (text.length() != 2 * InfoHash.LENGTH
        || !text.chars().allMatch(c -> HexFormat.isHexDigit(c))) {
      throw new ProtocolException(name + ": must be 40 hexadecimal digits");
    }
    return HexFormat.of().parseHex(text);
  }
}

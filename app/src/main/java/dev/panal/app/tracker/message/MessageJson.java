package dev.panal.app.tracker.message;

import dev.panal.app.console.Json;
import dev.panal.tracker.message.Audience;
import dev.panal.tracker.message.Message;
import dev.panal.tracker.message.SwarmMember;
import dev.panal.wire.InfoHash;
import java.time.Instant;
import java.util.HexFormat;

/// Messages as JSON.
public final class MessageJson {
  private MessageJson() {}

  /// The message with its text, for those whom it is for, and for the tracker's operator.
  public static Json of(Message message) {
    return fields(Json.object(), message);
  }

  /// The message as everybody may see it: what one peer writes to another, without the text.
  public static Json open(Message message) {
    return message.open() ? of(message) : envelope(Json.object(), message).put("private", true);
  }

  /// Adds the message to an object.
  public static Json fields(Json json, Message message) {
    return envelope(json, message).put("text", message.text());
  }

  private static Json envelope(Json json, Message message) {
    Json from = Json.object().put("address", message.sender().address().getHostAddress());
    message.sender().member().ifPresent(member -> put(from, member));
    return json.put("sequence", message.sequence())
        .put("time", Instant.ofEpochMilli(message.sentMillis()).toString())
        .put("from", from)
        .put("to", audience(message.audience()));
  }

  private static Json audience(Audience audience) {
    return switch (audience) {
      case Audience.Peer(SwarmMember member) -> put(Json.object(), member);
      case Audience.Swarm(InfoHash infoHash) -> Json.object().put("torrent", infoHash.hex());
      case Audience.Everybody _ -> Json.object().put("all", true);
    };
  }

  private static Json put(Json json, SwarmMember member) {
    return json.put("peer", HexFormat.of().formatHex(member.peerId().bytes()))
        .put("name", member.peerId().toString())
        .put("torrent", member.infoHash().hex());
  }
}

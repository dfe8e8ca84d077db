package dev.panal.app.message;

import dev.panal.app.console.Json;
import dev.panal.app.console.Text;
import dev.panal.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A message as a tracker hands it out: all of it is what strangers say.
///
/// @param time when it was sent, as the tracker has it
/// @param address where it came from
/// @param sender the peer id in hexadecimal digits, if the sender proved it
/// @param name the same as people read it
/// @param audience for whom it is
/// @param torrent the info-hash in hexadecimal digits, unless it is for all
public record ReceivedMessage(
    long sequence,
    String time,
    String address,
    Optional<String> sender,
    Optional<String> name,
    Audience audience,
    Optional<String> torrent,
    String text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Much longer lines are no use to anybody, in the terminal of whoever is flooded.
  private static final int MAX_LINE = 4_096;

  /// For whom a message is.
  public enum Audience {
    PEER,
    SWARM,
    ALL
  }

  /// What came with one answer.
  ///
  /// @param after what to ask for the next time
  record Batch(List<ReceivedMessage> messages, long after) {}

  /// @throws ProtocolException if this is no answer of a relay
  static Batch read(byte[] utf8) {
    JsonNode root;
    try {
      root = JSON.readTree(utf8);
    } catch (JacksonException e) {
      throw new ProtocolException("messages: not JSON");
    }
    if (root == null
        || !root.path("after").isIntegralNumber()
        || !root.path("messages").isArray()) {
      throw new ProtocolException("messages: not what a relay answers");
    }
    List<ReceivedMessage> messages = new ArrayList<>();
    for (JsonNode message : root.path("messages")) {
      messages.add(of(message));
    }
    return new Batch(messages, root.path("after").asLong(0));
  }

  private static ReceivedMessage of(JsonNode message) {
    JsonNode from = message.path("from");
    JsonNode to = message.path("to");
    Audience audience =
        to.path("all").asBoolean(false)
            ? Audience.ALL
            : to.has("peer") ? Audience.PEER : Audience.SWARM;
    return new ReceivedMessage(
        message.path("sequence").asLong(0),
        message.path("time").asString(""),
        from.path("address").asString(""),
        optional(from.path("peer")),
        optional(from.path("name")),
        audience,
        optional(to.path("torrent")),
        message.path("text").asString(""));
  }

  private static Optional<String> optional(JsonNode node) {
    return node.isString() ? Optional.of(node.asString()) : Optional.empty();
  }

  /// For people, on one line, with nothing in it that could steer a terminal.
  public String line() {
    String who = name.map(id -> id + " (" + address + ")").orElse(address);
    String whom =
        switch (audience) {
          case PEER -> "";
          case SWARM -> " to the swarm";
          case ALL -> " to all";
        };
    String line = "message from " + who + whom + ": " + text;
    return Text.oneLine(line.length() > MAX_LINE ? line.substring(0, MAX_LINE) + "…" : line);
  }

  /// For programs.
  public Json event(String tracker) {
    return Json.event("message")
        .put("tracker", tracker)
        .put("sequence", sequence)
        .put("time", time)
        .put("from", Json.object().put("address", address).put("peer", sender).put("name", name))
        .put(
            "to",
            switch (audience) {
              case PEER -> "peer";
              case SWARM -> "torrent";
              case ALL -> "all";
            })
        .put("torrent", torrent)
        .put("text", text);
  }
}

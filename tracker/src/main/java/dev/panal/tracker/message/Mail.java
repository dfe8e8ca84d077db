package dev.panal.tracker.message;

import java.util.List;

/// What was in a mailbox.
///
/// @param messages in the order they were sent; may be none
/// @param after what to ask for the next time: all messages up to this sequence number have been
///   handed out
public record Mail(List<Message> messages, long after) {
  public Mail {
    messages = List.copyOf(messages);
  }
}

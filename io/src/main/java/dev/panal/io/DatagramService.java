package dev.panal.io;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// A UDP socket that only answers: each datagram gets one back at once, or none, or one later. For
/// those who get very many; [Datagrams] is for conversations.
public interface DatagramService {
  /// Longer datagrams are dropped unseen: nobody answers what passes no link in one piece.
  int MAX_QUESTION_BYTES = 2_048;

  /// The room for an answer: what passes every IPv6 link in one piece, 1,280 bytes less the headers
  /// of IPv6 and UDP.
  int MAX_ANSWER_BYTES = 1_232;

  InetSocketAddress local();

  /// Sends an answer that took time: the remaining bytes, which are consumed. On the loop; dearer
  /// than an answer at once.
  ///
  /// @return false if it could not leave, which is as good as lost
  boolean answerLater(ByteBuffer answer, InetSocketAddress to);

  /// How full the system's queue is of datagrams that have come and were not taken from it, from 0
  /// to 1: when it is full, what comes is lost. Always 0 where nobody knows. A system call; on the
  /// loop.
  default double queueFill() {
    return 0;
  }

  void close();

  /// Who answers.
  @FunctionalInterface
  interface Responder {
    /// Hears of datagrams that came together, before they are given to [#respond] one after the
    /// other: what they ask about may be looked for in memory all at once. Not everybody who has
    /// datagrams answered tells, and not all that is told here is given there.
    ///
    /// @param questions the first `count` are datagrams as there; valid during the call only
    default void expect(ByteBuffer[] questions, int count) {}

    /// Nothing that is given here is valid after the call. An exception is logged, and no answer
    /// leaves.
    ///
    /// @param question the datagram, from the buffer's position to its limit, in network order
    /// @param answer empty, in network order, with room for [#MAX_ANSWER_BYTES]; what stands before
    ///   its position at the end goes back, if anything does
    void respond(ByteBuffer question, Endpoint from, ByteBuffer answer);
  }
}

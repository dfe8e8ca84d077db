package dev.panal.cluster;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Several texts from one node to another, in one message.
///
/// @param number which questions these are, or are the answers to
record Letter(Kind kind, long number, List<byte[]> texts) {
  enum Kind {
    QUESTIONS(0),
    /// In the order of the questions.
    ANSWERS(1),
    NEWS(2),
    LEAVING(3),
    /// The answer to that: one byte, 1 if that node, too, wants to leave.
    LEAVING_TOO(4),
    RECORDS(5),
    /// The answer to that: 1 if they were taken, and the picture of the owners that is known there.
    RECORDS_TAKEN(6);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  private static final List<Kind> KINDS = List.of(Kind.values());
  private static final int HEAD_BYTES = 1 + Long.BYTES + Integer.BYTES;

  static byte[] number(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  /// @return -1 if that is none
  static int number(byte[] text) {
    return text.length == Integer.BYTES ? ByteBuffer.wrap(text).getInt() : -1;
  }

  byte[] encode() {
    int size = HEAD_BYTES;
    for (byte[] text : texts) {
      size += Integer.BYTES + text.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put((byte) kind.code).putLong(number).putInt(texts.size());
    for (byte[] text : texts) {
      out.putInt(text.length).put(text);
    }
    return out.array();
  }

  /// @return nothing if that is no letter: another version's, say
  static Optional<Letter> decode(byte[] bytes, int offset, int length) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
      int kind = in.get();
      long number = in.getLong();
      int count = in.getInt();
      if (kind < 0 || kind >= KINDS.size() || count < 0 || count > length) {
        return Optional.empty();
      }
      List<byte[]> texts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int size = in.getInt();
        if (size < 0 || size > in.remaining()) {
          return Optional.empty();
        }
        byte[] text = new byte[size];
        in.get(text);
        texts.add(text);
      }
      return Optional.of(new Letter(KINDS.get(kind), number, texts));
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }
}

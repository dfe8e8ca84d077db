package dev.panal.wire.bencode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// A string of bytes, in place.
public final class BString implements BValue {
  private final Index index;
  private final int at;

  BString(Index index, int at) {
    this.index = index;
    this.at = at;
  }

  /// Offset in the input of the first byte of the content.
  public int from() {
    return index.end(at) - length();
  }

  /// Bytes of the content.
  public int length() {
    return index.stringLength(at);
  }

  public boolean isEmpty() {
    return length() == 0;
  }

  /// The content, a copy.
  public byte[] bytes() {
    int end = end();
    return Arrays.copyOfRange(index.in(), end - length(), end);
  }

  /// The content, read-only and not copied.
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(index.in(), from(), length()).slice().asReadOnlyBuffer();
  }

  /// Whether the content is `text`, which must be ASCII.
  public boolean is(String text) {
    return index.isString(at, text);
  }

  /// Whether the content is the same as that of `other`.
  public boolean sameAs(BString other) {
    return Arrays.equals(index.in(), from(), end(), other.index.in(), other.from(), other.end());
  }

  /// The content as UTF-8; what is not UTF-8 becomes U+FFFD. Hostile text: not for terminals as it
  /// is.
  public String text() {
    return new String(index.in(), from(), length(), StandardCharsets.UTF_8);
  }

  /// The content as UTF-8, if it is UTF-8.
  public Optional<String> utf8() {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(index.in(), from(), length()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  @Override
  public int start() {
    return index.offset(at);
  }

  @Override
  public int end() {
    return index.end(at);
  }

  @Override
  public byte[] encoded() {
    return index.encoded(at);
  }

  @Override
  public String where() {
    return index.where(at);
  }

  /// Shortened and made printable.
  @Override
  public String toString() {
    return index.excerpt(start(), end());
  }
}

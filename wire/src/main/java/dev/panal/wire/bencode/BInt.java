package dev.panal.wire.bencode;

/// An integer. Its digits were checked, its size is when it is asked for.
public final class BInt implements BValue {
  private final Index index;
  private final int at;

  BInt(Index index, int at) {
    this.index = index;
    this.at = at;
  }

  /// @throws dev.panal.wire.ProtocolException if it does not fit a long
  public long value() {
    byte[] in = index.in();
    int i = start() + 1;
    boolean negative = in[i] == '-';
    if (negative) {
      i++;
    }
    // Counted downwards, as there is one more negative number than positive ones.
    long value = 0;
    for (; in[i] != 'e'; i++) {
      int digit = in[i] - '0';
      if (value < (Long.MIN_VALUE + digit) / 10) {
        throw fault(this + " does not fit 64 bits");
      }
      value = value * 10 - digit;
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw fault(this + " does not fit 64 bits");
    }
    return negative ? value : -value;
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

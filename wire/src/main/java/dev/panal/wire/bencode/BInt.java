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
    if (!fitsLong()) {
      throw fault(this + " does not fit 64 bits");
    }
    byte[] in = index.in();
    boolean negative = in[start() + 1] == '-';
    // Counted downwards, as there is one more negative number than positive ones.
    long value = 0;
    for (int i = firstDigit(); in[i] != 'e'; i++) {
      value = value * 10 - (in[i] - '0');
    }
    return negative ? value : -value;
  }

  /// Whether [#value()] can be asked for.
  public boolean fitsLong() {
    byte[] in = index.in();
    boolean negative = in[start() + 1] == '-';
    long value = 0;
    for (int i = firstDigit(); in[i] != 'e'; i++) {
      int digit = in[i] - '0';
      if (value < (Long.MIN_VALUE + digit) / 10) {
        return false;
      }
      value = value * 10 - digit;
    }
    return negative || value != Long.MIN_VALUE;
  }

  private int firstDigit() {
    return index.in()[start() + 1] == '-' ? start() + 2 : start() + 1;
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

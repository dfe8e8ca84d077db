package dev.panal.wire.bencode;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// A list. Going through it is cheap, reaching for the n-th element is not offered.
public final class BList implements BValue, Iterable<BValue> {
  private final Index index;
  private final int at;

  BList(Index index, int at) {
    this.index = index;
    this.at = at;
  }

  /// Counts the elements, in time proportional to their number.
  public int size() {
    int size = 0;
    for (int child = index.first(at), end = index.next(at); child < end; size++) {
      child = index.next(child);
    }
    return size;
  }

  public boolean isEmpty() {
    return index.first(at) == index.next(at);
  }

  @Override
  public Iterator<BValue> iterator() {
    return new Iterator<>() {
      private int child = index.first(at);

      @Override
      public boolean hasNext() {
        return child < index.next(at);
      }

      @Override
      public BValue next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        BValue value = index.value(child);
        child = index.next(child);
        return value;
      }
    };
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

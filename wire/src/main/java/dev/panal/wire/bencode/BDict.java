package dev.panal.wire.bencode;

import dev.panal.wire.ProtocolException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A dictionary, in the order it came in. A key is found by going through all before it: the
/// dictionaries of BitTorrent that are asked by key are short, the long ones are iterated.
///
/// Keys given as `String` must be ASCII.
public final class BDict implements BValue, Iterable<BDict.Entry> {
  private final Index index;
  private final int at;

  BDict(Index index, int at) {
    this.index = index;
    this.at = at;
  }

  /// A key and its value.
  public record Entry(BString key, BValue value) {}

  /// Counts the entries, in time proportional to their number.
  public int size() {
    int size = 0;
    for (int key = index.first(at), end = index.next(at); key < end; size++) {
      key = index.next(key + 1);
    }
    return size;
  }

  public boolean isEmpty() {
    return index.first(at) == index.next(at);
  }

  public @Nullable BValue get(String key) {
    // A key is a string and takes one entry, so its value is the next.
    for (int child = index.first(at), end = index.next(at); child < end; ) {
      if (index.isString(child, key)) {
        return index.value(child + 1);
      }
      child = index.next(child + 1);
    }
    return null;
  }

  public boolean has(String key) {
    return get(key) != null;
  }

  /// What must be there.
  ///
  /// @throws ProtocolException if it is not
  public BValue require(String key) {
    BValue value = get(key);
    if (value == null) {
      String where = where();
      throw new ProtocolException((where.isEmpty() ? key : where + "." + key) + ": missing");
    }
    return value;
  }

  /// @throws ProtocolException if it is missing, no integer, or does not fit a long
  public long integer(String key) {
    return require(key).integer();
  }

  /// @throws ProtocolException if it is missing or no string
  public BString string(String key) {
    return require(key).string();
  }

  /// @throws ProtocolException if it is missing or no list
  public BList list(String key) {
    return require(key).list();
  }

  /// @throws ProtocolException if it is missing or no dictionary
  public BDict dict(String key) {
    return require(key).dict();
  }

  /// @throws ProtocolException if it is there and no integer, or does not fit a long
  public OptionalLong optionalInteger(String key) {
    BValue value = get(key);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value.integer());
  }

  /// @throws ProtocolException if it is there and no string
  public Optional<BString> optionalString(String key) {
    return Optional.ofNullable(get(key)).map(BValue::string);
  }

  /// @throws ProtocolException if it is there and no list
  public Optional<BList> optionalList(String key) {
    return Optional.ofNullable(get(key)).map(BValue::list);
  }

  /// @throws ProtocolException if it is there and no dictionary
  public Optional<BDict> optionalDict(String key) {
    return Optional.ofNullable(get(key)).map(BValue::dict);
  }

  @Override
  public Iterator<Entry> iterator() {
    return new Iterator<>() {
      private int key = index.first(at);

      @Override
      public boolean hasNext() {
        return key < index.next(at);
      }

      @Override
      public Entry next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Entry entry = new Entry(new BString(index, key), index.value(key + 1));
        key = index.next(key + 1);
        return entry;
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

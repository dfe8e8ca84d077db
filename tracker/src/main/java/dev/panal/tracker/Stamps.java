package dev.panal.tracker;

import java.util.Arrays;

/// When peers last said something, for those of the last seconds: so a record that was late does
/// not undo a later one, and one that comes again is not applied again.
///
/// Two generations: what is older than one of them is forgotten. By then whatever is late has been
/// given up, or its sender has long lost its place in the ring.
final class Stamps {
  /// Batches are tried again for some seconds while nodes die.
  private static final long GENERATION_MILLIS = 15_000;

  /// 4 MiB of tables. With more announces than 9,000 a second a generation is shorter.
  private static final int MAX_ENTRIES = 128 * 1024;

  private static final int LEAST_SLOTS = 1_024;
  private static final long FREE = 0;

  private Table young = new Table();
  private Table old = new Table();
  private long since;

  /// Notes what a peer said, unless something later is known of it.
  ///
  /// @param peer a hash of it, not 0 in practice
  /// @param stamp see [RingClock]; its lowest bit tells that the peer has stopped
  /// @return whether it was the latest
  boolean note(long peer, long stamp, long nowMillis) {
    long known = of(peer);
    if (known >>> 1 >= stamp >>> 1) {
      return false;
    }
    if (young.size >= MAX_ENTRIES || nowMillis - since > GENERATION_MILLIS) {
      old = young;
      young = new Table();
      since = nowMillis;
    }
    young.put(peer, stamp);
    return true;
  }

  /// The last stamp of a peer; 0 if it has said nothing lately.
  long of(long peer) {
    long latest = young.get(peer);
    return latest != 0 ? latest : old.get(peer);
  }

  boolean stopped(long peer) {
    return (of(peer) & RingClock.STOPPED) != 0;
  }

  /// Peers of the last seconds, each with its stamp.
  void forEach(Visitor visitor) {
    old.forEach(visitor);
    young.forEach(visitor);
  }

  /// Who looks at all.
  interface Visitor {
    void visit(long peer, long stamp);
  }

  /// Open addressing, at most half full.
  private static final class Table {
    private long[] keys = new long[LEAST_SLOTS];
    private long[] stamps = new long[LEAST_SLOTS];
    private int size;

    long get(long key) {
      return stamps[slot(key)];
    }

    void put(long key, long stamp) {
      int slot = slot(key);
      if (keys[slot] == FREE) {
        keys[slot] = key;
        size++;
      }
      stamps[slot] = stamp;
      if (size * 2 > keys.length) {
        grow();
      }
    }

    private int slot(long key) {
      int slot = (int) key & keys.length - 1;
      while (keys[slot] != FREE && keys[slot] != key) {
        slot = slot + 1 & keys.length - 1;
      }
      return slot;
    }

    private void grow() {
      long[] oldKeys = keys;
      long[] oldStamps = stamps;
      keys = new long[oldKeys.length * 2];
      stamps = Arrays.copyOf(keys, keys.length);
      for (int i = 0; i < oldKeys.length; i++) {
        if (oldKeys[i] != FREE) {
          int slot = slot(oldKeys[i]);
          keys[slot] = oldKeys[i];
          stamps[slot] = oldStamps[i];
        }
      }
    }

    private void forEach(Visitor visitor) {
      for (int i = 0; i < keys.length; i++) {
        if (keys[i] != FREE) {
          visitor.visit(keys[i], stamps[i]);
        }
      }
    }
  }
}

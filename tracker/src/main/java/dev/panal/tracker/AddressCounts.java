package dev.panal.tracker;

/// How many entries an address has in the whole store, never too few: counters chosen by the hash
/// of the address, so that a stranger's address takes no memory of its own. Addresses that share a
/// counter are counted together, so limits must stay well above what chance adds (a million entries
/// add some fifteen).
final class AddressCounts {
  private static final int COUNTERS = 1 << 16;

  private final int[] counts = new int[COUNTERS];

  int of(long addressHash) {
    return counts[slot(addressHash)];
  }

  void add(long addressHash) {
    counts[slot(addressHash)]++;
  }

  void remove(long addressHash) {
    counts[slot(addressHash)]--;
  }

  long bytes() {
    return Footprint.array(4L * counts.length);
  }

  private static int slot(long addressHash) {
    return (int) addressHash & COUNTERS - 1;
  }
}

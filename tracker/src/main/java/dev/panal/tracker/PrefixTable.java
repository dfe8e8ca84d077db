package dev.panal.tracker;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The first eight bytes of peer ids as small numbers. They name client and version (BEP 20), so
/// among a million peers there are some hundreds of them, and a peer need not keep eight bytes.
///
/// A prefix is forgotten with the last peer that has it. When all numbers are taken by the living,
/// a further prefix becomes [#UNKNOWN]: such a peer is tracked by the rest of its id and handed out
/// without one.
final class PrefixTable {
  static final int UNKNOWN = 0;

  /// Numbers fit two bytes.
  private static final int MAX = Character.MAX_VALUE;

  /// What one prefix takes in the arrays and the map, generously.
  private static final int BYTES_PER_PREFIX = 128;

  private final Map<Long, Integer> numbers = new HashMap<>();
  private long[] prefixes = new long[16];
  private int[] uses = new int[16];

  /// Numbers given back, to be taken again first; numbers above `highest` were never taken.
  private char[] freed = new char[16];

  private int freedCount;
  private int highest;

  /// The number of a prefix that somebody uses, else [#UNKNOWN].
  int number(long prefix) {
    Integer number = numbers.get(prefix);
    return number == null ? UNKNOWN : number;
  }

  /// The number for one more peer with this prefix; [#release(int)] gives it back.
  int use(long prefix) {
    int number = number(prefix);
    if (number == UNKNOWN) {
      number = fresh();
      if (number == UNKNOWN) {
        return UNKNOWN;
      }
      prefixes[number] = prefix;
      numbers.put(prefix, number);
    }
    uses[number]++;
    return number;
  }

  void release(int number) {
    if (number != UNKNOWN && --uses[number] == 0) {
      numbers.remove(prefixes[number]);
      if (freedCount == freed.length) {
        freed = Arrays.copyOf(freed, freedCount * 2);
      }
      freed[freedCount++] = (char) number;
    }
  }

  /// The prefix behind a number that is in use and not [#UNKNOWN].
  long prefix(int number) {
    return prefixes[number];
  }

  long bytes() {
    return (long) BYTES_PER_PREFIX * numbers.size();
  }

  private int fresh() {
    if (freedCount > 0) {
      return freed[--freedCount];
    }
    if (highest == MAX) {
      return UNKNOWN;
    }
    highest++;
    if (highest == prefixes.length) {
      prefixes = Arrays.copyOf(prefixes, highest * 2);
      uses = Arrays.copyOf(uses, highest * 2);
    }
    return highest;
  }
}

package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Swarms by info-hash: open addressing, at most three quarters full.
final class SwarmTable {
  private static final int LEAST_SLOTS = 16;

  private final SipHash hash;
  private final ByteBuffer wanted = ByteBuffer.allocate(InfoHash.LENGTH);
  private @Nullable Swarm[] slots = new @Nullable Swarm[LEAST_SLOTS];
  private int size;

  SwarmTable(SipHash hash) {
    this.hash = hash;
  }

  @Nullable Swarm find(InfoHash infoHash) {
    load(infoHash);
    return find(wanted.getLong(0), wanted.getLong(8), wanted.getInt(16));
  }

  @Nullable Swarm find(long a, long b, int c) {
    int slot = home(a, b, c);
    Swarm swarm = slots[slot];
    while (swarm != null && !(swarm.hashA == a && swarm.hashB == b && swarm.hashC == c)) {
      slot = next(slot);
      swarm = slots[slot];
    }
    return swarm;
  }

  /// The first swarm that [#find(long, long, int)] would look at.
  @Nullable Swarm first(long a, long b, int c) {
    return slots[home(a, b, c)];
  }

  /// Adds a swarm for an info-hash (its 8, 8 and 4 bytes) that has none.
  Swarm add(long a, long b, int c) {
    if ((size + 1) * 4L > slots.length * 3L) {
      resize(slots.length * 2);
    }
    Swarm swarm = new Swarm(a, b, c);
    put(swarm);
    size++;
    return swarm;
  }

  void remove(Swarm swarm) {
    int gap = home(swarm);
    while (slots[gap] != swarm) {
      gap = next(gap);
    }
    int slot = next(gap);
    for (Swarm other = slots[slot]; other != null; other = slots[slot]) {
      if (distance(home(other), slot) >= distance(gap, slot)) {
        slots[gap] = other;
        gap = slot;
      }
      slot = next(slot);
    }
    slots[gap] = null;
    size--;
    if (slots.length > LEAST_SLOTS && size < slots.length / 8) {
      resize(slots.length / 2);
    }
  }

  int slots() {
    return slots.length;
  }

  @Nullable Swarm at(int slot) {
    return slots[slot];
  }

  void forEach(Consumer<Swarm> action) {
    for (Swarm swarm : slots) {
      if (swarm != null) {
        action.accept(swarm);
      }
    }
  }

  long bytes() {
    return Footprint.array((long) Footprint.REFERENCE * slots.length);
  }

  private void resize(int newSlots) {
    @Nullable Swarm[] old = slots;
    slots = new @Nullable Swarm[newSlots];
    for (Swarm swarm : old) {
      if (swarm != null) {
        put(swarm);
      }
    }
  }

  private void put(Swarm swarm) {
    int slot = home(swarm);
    while (slots[slot] != null) {
      slot = next(slot);
    }
    slots[slot] = swarm;
  }

  private void load(InfoHash infoHash) {
    wanted.clear();
    infoHash.write(wanted);
  }

  private int home(Swarm swarm) {
    return home(swarm.hashA, swarm.hashB, swarm.hashC);
  }

  private int home(long a, long b, int c) {
    return (int) hash.hash(a, b, c) & slots.length - 1;
  }

  private int next(int slot) {
    return slot + 1 & slots.length - 1;
  }

  private int distance(int from, int to) {
    return to - from & slots.length - 1;
  }
}

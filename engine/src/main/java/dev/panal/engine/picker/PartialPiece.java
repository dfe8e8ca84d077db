package dev.panal.engine.picker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A piece of which some block is requested or received.
final class PartialPiece {
  /// Nobody leads it.
  static final int NO_PEER = -1;

  private static final byte FREE = 0;
  private static final byte REQUESTED = 1;
  private static final byte RECEIVED = 2;

  final int piece;
  final int blocks;

  /// To be fetched from one peer alone, so that its hash says who lies.
  final boolean alone;

  /// The peer that takes its blocks first, from the front.
  int lead = NO_PEER;

  /// The lead is a fast peer that had better be left alone with it.
  boolean fast;

  // For the owner of the partial pieces: where it is in its lists (-1: not there), and whether it
  // counts as active and as complete.
  int index = -1;
  int openIndex = -1;
  boolean active;
  boolean complete;

  private final byte[] state;

  /// Of a requested block the first peer that was asked, of a received one its source.
  private final int[] who;

  /// Further peers that were asked for a block (end game).
  private final List<Duplicate> duplicates = new ArrayList<>(0);

  private int free;
  private int received;

  /// Every free block is at `front` or behind it, and before `back`.
  private int front;

  private int back;

  private record Duplicate(int block, int peer) {}

  PartialPiece(int piece, int blocks, boolean alone) {
    this.piece = piece;
    this.blocks = blocks;
    this.alone = alone;
    this.state = new byte[blocks];
    this.who = new int[blocks];
    this.free = blocks;
    this.back = blocks;
  }

  int free() {
    return free;
  }

  int received() {
    return received;
  }

  int requested() {
    return blocks - free - received;
  }

  boolean isComplete() {
    return received == blocks;
  }

  /// Blocks are missing and nobody was asked for any.
  boolean isOrphan() {
    return free > 0 && requested() == 0;
  }

  boolean isReceived(int block) {
    return state[block] == RECEIVED;
  }

  boolean isRequested(int block) {
    return state[block] == REQUESTED;
  }

  /// -1 if it is not received.
  int source(int block) {
    return isReceived(block) ? who[block] : -1;
  }

  boolean isRequestedFrom(int block, int peer) {
    return isRequested(block)
        && (who[block] == peer || duplicates.contains(new Duplicate(block, peer)));
  }

  /// Whether every requested block is requested from `most` peers, where none is from more.
  boolean isSaturated(int most) {
    return duplicates.size() >= requested() * (most - 1);
  }

  int requesters(int block) {
    if (!isRequested(block)) {
      return 0;
    }
    int count = 1;
    for (Duplicate duplicate : duplicates) {
      count += duplicate.block == block ? 1 : 0;
    }
    return count;
  }

  /// The peers that were asked for `block`.
  int[] requestersOf(int block) {
    int[] peers = new int[requesters(block)];
    if (peers.length > 0) {
      int n = 0;
      peers[n++] = who[block];
      for (Duplicate duplicate : duplicates) {
        if (duplicate.block == block) {
          peers[n++] = duplicate.peer;
        }
      }
    }
    return peers;
  }

  /// The first free block. There must be one.
  int firstFree() {
    while (state[front] != FREE) {
      front++;
    }
    return front;
  }

  /// The last free block. There must be one.
  int lastFree() {
    while (state[back - 1] != FREE) {
      back--;
    }
    return back - 1;
  }

  void request(int block, int peer) {
    if (state[block] == FREE) {
      state[block] = REQUESTED;
      who[block] = peer;
      free--;
    } else {
      duplicates.add(new Duplicate(block, peer));
    }
  }

  /// Takes the request back; the block is free again if nobody else was asked for it.
  void release(int block, int peer) {
    if (duplicates.remove(new Duplicate(block, peer))) {
      return;
    }
    for (int i = 0; i < duplicates.size(); i++) {
      if (duplicates.get(i).block == block) {
        who[block] = duplicates.remove(i).peer;
        return;
      }
    }
    free(block);
  }

  void receive(int block, int source) {
    if (state[block] == FREE) {
      free--;
    } else if (!duplicates.isEmpty()) {
      duplicates.removeIf(duplicate -> duplicate.block == block);
    }
    state[block] = RECEIVED;
    who[block] = source;
    received++;
  }

  /// What was received is missing again.
  void forget() {
    for (int block = 0; block < blocks; block++) {
      if (isReceived(block)) {
        received--;
        free(block);
      }
    }
  }

  private void free(int block) {
    state[block] = FREE;
    free++;
    front = Math.min(front, block);
    back = Math.max(back, block + 1);
  }

  /// The sources of what was received, each once, in the order of their first blocks.
  int[] sources() {
    int[] sources = new int[4];
    int count = 0;
    for (int block = 0; block < blocks; block++) {
      if (isReceived(block) && !contains(sources, count, who[block])) {
        if (count == sources.length) {
          sources = Arrays.copyOf(sources, count * 2);
        }
        sources[count++] = who[block];
      }
    }
    return Arrays.copyOf(sources, count);
  }

  private static boolean contains(int[] values, int count, int value) {
    for (int i = 0; i < count; i++) {
      if (values[i] == value) {
        return true;
      }
    }
    return false;
  }
}

package dev.panal.engine.picker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the picker knows of one peer.
final class PeerState {
  /// BEP 6 suggests ten; some clients send more. What is beyond is ignored.
  private static final int MAX_ALLOWED_FAST = 64;

  final int slot;
  final int source;

  /// Null: it has everything.
  @Nullable PieceSet held;

  /// How many pieces it has.
  int count;

  /// How many of them we want and lack. Not kept for peers that have everything, who have all that
  /// we want.
  int interesting;

  /// It contributed to a piece that failed, and has not cleared itself yet by a whole piece.
  boolean suspect;

  /// Pieces that it leads and of which blocks can be requested, oldest first.
  final List<PartialPiece> leads = new ArrayList<>();

  private long[] requests = new long[16];
  private int requestCount;
  private int[] allowedFast = new int[0];

  PeerState(int slot, int source, PieceSet held) {
    this.slot = slot;
    this.source = source;
    this.held = held;
  }

  boolean has(int piece) {
    return held == null || held.has(piece);
  }

  int requestCount() {
    return requestCount;
  }

  int requestedPiece(int index) {
    return (int) (requests[index] >>> 32);
  }

  int requestedBlock(int index) {
    return (int) requests[index];
  }

  void addRequest(int piece, int block) {
    if (requestCount == requests.length) {
      requests = Arrays.copyOf(requests, requestCount * 2);
    }
    requests[requestCount++] = (long) piece << 32 | block;
  }

  /// Blocks come about in the order in which they were requested, so the search is short.
  void removeRequest(int piece, int block) {
    long request = (long) piece << 32 | block;
    for (int i = 0; i < requestCount; i++) {
      if (requests[i] == request) {
        System.arraycopy(requests, i + 1, requests, i, --requestCount - i);
        return;
      }
    }
    throw new IllegalStateException(
        "block " + block + " of piece " + piece + " is not requested from peer " + slot);
  }

  void allowFast(int piece) {
    if (allowedFast.length < MAX_ALLOWED_FAST && !allowsFast(piece)) {
      allowedFast = Arrays.copyOf(allowedFast, allowedFast.length + 1);
      allowedFast[allowedFast.length - 1] = piece;
    }
  }

  private boolean allowsFast(int piece) {
    for (int allowed : allowedFast) {
      if (allowed == piece) {
        return true;
      }
    }
    return false;
  }

  int[] allowedFast() {
    return allowedFast;
  }
}

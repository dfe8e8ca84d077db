package dev.panal.engine.picker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.metainfo.PieceGeometry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a picker has to know, in the plainest possible form: sets and loops. It judges the picks of
/// the real one as they come.
final class PickerModel {
  final PieceGeometry geometry;
  final PickerLimits limits;
  final Map<Integer, Peer> peers = new TreeMap<>();
  final Set<Integer> have = new TreeSet<>();
  final Map<Integer, Priority> priorities = new TreeMap<>();
  final Map<Block, Set<Integer>> requests = new TreeMap<>();
  final Map<Block, Integer> received = new TreeMap<>();
  boolean sequential;

  static final class Peer {
    final int source;
    final Set<Integer> pieces = new TreeSet<>();
    final Set<Integer> allowedFast = new LinkedHashSet<>();

    Peer(int source) {
      this.source = source;
    }
  }

  record Block(int piece, int block) implements Comparable<Block> {
    @Override
    public int compareTo(Block other) {
      return piece == other.piece
          ? Integer.compare(block, other.block)
          : Integer.compare(piece, other.piece);
    }
  }

  PickerModel(PieceGeometry geometry, PickerLimits limits) {
    this.geometry = geometry;
    this.limits = limits;
  }

  Priority priority(int piece) {
    return priorities.getOrDefault(piece, Priority.NORMAL);
  }

  boolean isWanted(int piece) {
    return !have.contains(piece) && priority(piece) != Priority.SKIP;
  }

  List<Block> blocks(int piece) {
    List<Block> blocks = new ArrayList<>();
    for (int block = 0; block < geometry.blockCount(piece); block++) {
      blocks.add(new Block(piece, block));
    }
    return blocks;
  }

  boolean isFree(Block block) {
    return !requests.containsKey(block) && !received.containsKey(block);
  }

  boolean isUnderWay(int piece) {
    return !have.contains(piece) && blocks(piece).stream().anyMatch(block -> !isFree(block));
  }

  boolean isComplete(int piece) {
    return received.keySet().containsAll(blocks(piece));
  }

  boolean isActive(int piece) {
    return isComplete(piece) || blocks(piece).stream().anyMatch(requests::containsKey);
  }

  List<Integer> pieces() {
    List<Integer> pieces = new ArrayList<>();
    for (int piece = 0; piece < geometry.pieceCount(); piece++) {
      pieces.add(piece);
    }
    return pieces;
  }

  List<Integer> underWay() {
    return pieces().stream().filter(this::isUnderWay).toList();
  }

  int availability(int piece) {
    return (int) peers.values().stream().filter(peer -> peer.pieces.contains(piece)).count();
  }

  int outstanding(int peer) {
    return (int) requests.values().stream().filter(asked -> asked.contains(peer)).count();
  }

  boolean isInteresting(int peer) {
    return peers.get(peer).pieces.stream().anyMatch(this::isWanted);
  }

  /// Whether no missing block that somebody has is free.
  boolean isEndGame() {
    return !underWay().isEmpty() && !anyFree(pieces());
  }

  private boolean anyFree(List<Integer> among) {
    return among.stream()
        .filter(piece -> isWanted(piece) && availability(piece) > 0)
        .flatMap(piece -> blocks(piece).stream())
        .anyMatch(this::isFree);
  }

  int maxActive() {
    long length = Math.min(geometry.length(), geometry.pieceLength());
    return Math.clamp(limits.partialBytes() / length, 2, Integer.MAX_VALUE);
  }

  /// The picker wants to request this block of this peer: may it?
  void picked(int peer, Block block, boolean choked) {
    Peer state = peers.get(peer);
    assertThat(state.pieces).as("pieces of the peer").contains(block.piece);
    assertThat(isWanted(block.piece)).as("wanted").isTrue();
    assertThat(received).doesNotContainKey(block);
    if (choked) {
      assertThat(state.allowedFast).contains(block.piece);
    }
    Set<Integer> asked = requests.get(block);
    if (asked != null) {
      assertThat(isEndGame()).as("end game").isTrue();
      assertThat(choked).isFalse();
      assertThat(asked).doesNotContain(peer).hasSizeLessThan(limits.requestersPerBlock());
      assertThat(outstanding(peer)).isLessThan(limits.endGameRequests());
    } else if (!isUnderWay(block.piece)) {
      begun(state, block.piece, choked);
    }
    requests.computeIfAbsent(block, b -> new TreeSet<>()).add(peer);
  }

  private void begun(Peer peer, int piece, boolean choked) {
    assertThat(underWay().stream().filter(this::isActive)).hasSizeLessThan(maxActive());
    if (choked) {
      return;
    }
    List<Integer> eligible =
        pieces().stream()
            .filter(p -> isWanted(p) && !isUnderWay(p) && peer.pieces.contains(p))
            .toList();
    if (eligible.stream().anyMatch(p -> priority(p) == Priority.HIGH)) {
      assertThat(priority(piece)).isEqualTo(Priority.HIGH);
      eligible = eligible.stream().filter(p -> priority(p) == Priority.HIGH).toList();
    }
    if (sequential) {
      assertThat(piece).isEqualTo(eligible.getFirst());
    } else if (have.size() >= 4) {
      int rarest = eligible.stream().mapToInt(this::availability).min().orElseThrow();
      assertThat(availability(piece)).as("availability of " + piece).isEqualTo(rarest);
    }
  }

  /// The picker gave this peer less than was asked for: is there really nothing more?
  void exhausted(int peer, boolean lenient) {
    Peer state = peers.get(peer);
    boolean full = underWay().stream().filter(this::isActive).count() >= maxActive();
    for (int piece : state.pieces) {
      boolean reachable = isWanted(piece) && (isUnderWay(piece) ? !lenient : !full);
      if (reachable) {
        assertThat(blocks(piece)).as("free blocks of " + piece).noneMatch(this::isFree);
      }
    }
    if (!lenient && isEndGame() && outstanding(peer) < limits.endGameRequests()) {
      for (Map.Entry<Block, Set<Integer>> entry : requests.entrySet()) {
        if (isWanted(entry.getKey().piece) && state.pieces.contains(entry.getKey().piece)) {
          assertThat(
                  entry.getValue().contains(peer)
                      || entry.getValue().size() >= limits.requestersPerBlock())
              .as("block " + entry.getKey() + " could be asked for once more")
              .isTrue();
        }
      }
    }
  }

  /// @return what the picker should say
  Receipt received(int peer, Block block, boolean late) {
    if (have.contains(block.piece) || received.containsKey(block)) {
      return Receipt.DUPLICATE;
    }
    Set<Integer> asked = requests.getOrDefault(block, Set.of());
    if (!asked.contains(peer) && !(late && isWanted(block.piece))) {
      return Receipt.NOT_REQUESTED;
    }
    requests.remove(block);
    received.put(block, peers.get(peer).source);
    return isComplete(block.piece) ? Receipt.LAST_OF_PIECE : Receipt.NEW;
  }

  void released(int peer, Block block) {
    Set<Integer> asked = requests.get(block);
    if (asked != null && asked.remove(peer) && asked.isEmpty()) {
      requests.remove(block);
    }
  }

  void releaseAll(int peer) {
    for (Block block : List.copyOf(requests.keySet())) {
      released(peer, block);
    }
  }

  Set<Integer> sources(int piece) {
    Set<Integer> sources = new TreeSet<>();
    blocks(piece).stream().filter(received::containsKey).forEach(b -> sources.add(received.get(b)));
    return sources;
  }

  void forget(int piece) {
    received.keySet().removeIf(block -> block.piece == piece);
  }

  void verified(int piece) {
    forget(piece);
    requests.keySet().removeIf(block -> block.piece == piece);
    have.add(piece);
  }

  long wantedLeftBytes() {
    long bytes = 0;
    for (int piece : pieces()) {
      bytes += isWanted(piece) ? geometry.length(piece) : 0;
    }
    for (Block block : received.keySet()) {
      bytes -= isWanted(block.piece) ? geometry.blockLength(block.piece, block.block) : 0;
    }
    return bytes;
  }

  /// Whatever the picker says of itself must be so.
  void check(PiecePicker picker) {
    for (Map.Entry<Integer, Peer> entry : peers.entrySet()) {
      int peer = entry.getKey();
      Set<Integer> held = entry.getValue().pieces;
      assertThat(picker.pieceCount(peer)).isEqualTo(held.size());
      assertThat(picker.isSeed(peer)).isEqualTo(held.size() == geometry.pieceCount());
      assertThat(picker.isInteresting(peer)).isEqualTo(isInteresting(peer));
      assertThat(picker.outstanding(peer)).isEqualTo(outstanding(peer));
    }
    int unavailable = 0;
    for (int piece : pieces()) {
      assertThat(picker.availability(piece)).isEqualTo(availability(piece));
      assertThat(picker.has(piece)).isEqualTo(have.contains(piece));
      assertThat(picker.priority(piece)).isEqualTo(priority(piece));
      boolean missing = isWanted(piece) && blocks(piece).stream().anyMatch(this::isFree);
      unavailable += missing && availability(piece) == 0 ? 1 : 0;
      for (Block block : blocks(piece)) {
        assertThat(picker.source(piece, block.block)).isEqualTo(received.getOrDefault(block, -1));
      }
    }
    assertThat(picker.unavailable()).isEqualTo(unavailable);
    assertThat(picker.seeds())
        .isEqualTo((int) peers.values().stream().filter(p -> isSeed(p)).count());
    assertThat(picker.haveCount()).isEqualTo(have.size());
    assertThat(picker.missing()).isEqualTo(geometry.pieceCount() - have.size());
    assertThat(picker.isComplete()).isEqualTo(have.size() == geometry.pieceCount());
    assertThat(picker.wantedLeft())
        .isEqualTo((int) pieces().stream().filter(this::isWanted).count());
    assertThat(picker.wantedLeftBytes()).isEqualTo(wantedLeftBytes());
    assertThat(picker.missingBytes())
        .isEqualTo(
            pieces().stream().filter(p -> !have.contains(p)).mapToLong(geometry::length).sum());
    assertThat(picker.partialCount()).isEqualTo(underWay().size());
    assertThat(picker.isEndGame()).isEqualTo(isEndGame());
  }

  private boolean isSeed(Peer peer) {
    return peer.pieces.size() == geometry.pieceCount();
  }
}

package dev.panal.engine.picker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.picker.PickerModel.Block;
import dev.panal.engine.picker.PickerModel.Peer;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/// Random lives of a picker, every step judged by the naive [PickerModel].
class PiecePickerModelTest {
  private static final int STEPS = 250;

  private Random chance = new Random(0);
  private PieceGeometry geometry = new PieceGeometry(1, 1);
  private PickerModel model = new PickerModel(geometry, PickerLimits.defaults());
  private PiecePicker picker = new PiecePicker(geometry, PickerLimits.defaults(), chance);
  private int sources;

  /// A piece has failed: parole holds back picks that would be due otherwise.
  private boolean parole;

  private final List<Long> late = new ArrayList<>();

  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  void agreesWithTheModel(@ForAll long seed) {
    live(seed);
  }

  private void live(long seed) {
    chance = new Random(seed);
    int pieceLength = PieceGeometry.BLOCK_LENGTH / 2 * (1 + chance.nextInt(9));
    long length = 1 + chance.nextLong((long) pieceLength * (1 + chance.nextInt(40)));
    geometry = new PieceGeometry(length, pieceLength);
    PickerLimits limits =
        new PickerLimits(
            (long) pieceLength * (1 + chance.nextInt(12)),
            1 + chance.nextInt(4),
            chance.nextInt(12));
    model = new PickerModel(geometry, limits);
    picker = new PiecePicker(geometry, limits, new Random(seed + 1));
    sources = 0;
    parole = false;
    late.clear();
    for (int step = 0; step < STEPS; step++) {
      step();
      model.check(picker);
    }
    finish();
  }

  private void step() {
    int what = chance.nextInt(100);
    if (model.peers.isEmpty() || what < 4) {
      join();
    } else if (what < 6) {
      leave();
    } else if (what < 14) {
      have();
    } else if (what < 16) {
      allow();
    } else if (what < 17) {
      bitfield();
    } else if (what < 45) {
      pick(anyPeer(), 1 + chance.nextInt(12), chance.nextInt(4) == 0);
    } else if (what < 75) {
      deliver();
    } else if (what < 80) {
      release();
    } else if (what < 88) {
      judge();
    } else if (what < 90) {
      lose();
    } else if (what < 95) {
      wish();
    } else if (what < 96) {
      model.sequential = chance.nextBoolean();
      picker.sequential(model.sequential);
    } else {
      lateBlock();
    }
  }

  private void join() {
    if (model.peers.size() >= 8) {
      return;
    }
    int source = sources++;
    int peer = picker.addPeer(source);
    assertThat(model.peers).doesNotContainKey(peer);
    Peer state = new Peer(source);
    model.peers.put(peer, state);
    int kind = chance.nextInt(4);
    if (kind == 0) {
      picker.peerHasAll(peer);
      state.pieces.addAll(model.pieces());
    } else if (kind > 1) {
      byte[] bits = new byte[(geometry.pieceCount() + 7) / 8];
      for (int piece : model.pieces()) {
        if (chance.nextInt(kind) == 0) {
          state.pieces.add(piece);
          bits[piece / 8] |= (byte) (0x80 >>> piece % 8);
        }
      }
      picker.peerBitfield(peer, ByteBuffer.wrap(bits));
    }
  }

  private void leave() {
    int peer = anyPeer();
    picker.removePeer(peer);
    model.releaseAll(peer);
    model.peers.remove(peer);
    late.removeIf(entry -> entry >>> 48 == peer);
  }

  private void have() {
    int peer = anyPeer();
    boolean flood = chance.nextInt(6) == 0;
    for (int piece : flood ? model.pieces() : List.of(anyPiece())) {
      picker.peerHas(peer, piece);
      model.peers.get(peer).pieces.add(piece);
    }
  }

  private void bitfield() {
    int peer = anyPeer();
    if (chance.nextInt(8) == 0) {
      picker.peerHasAll(peer);
      model.peers.get(peer).pieces.addAll(model.pieces());
      return;
    }
    byte[] bits = new byte[(geometry.pieceCount() + 7) / 8];
    for (int piece : model.pieces()) {
      if (chance.nextInt(4) == 0) {
        model.peers.get(peer).pieces.add(piece);
        bits[piece / 8] |= (byte) (0x80 >>> piece % 8);
      }
    }
    picker.peerBitfield(peer, ByteBuffer.wrap(bits));
  }

  private void allow() {
    int peer = anyPeer();
    int piece = anyPiece();
    picker.peerAllowsFast(peer, piece);
    model.peers.get(peer).allowedFast.add(piece);
  }

  private int pick(int peer, int count, boolean choked) {
    Affinity affinity = chance.nextBoolean() ? Affinity.BLOCKS : Affinity.PIECES;
    List<Block> picked = new ArrayList<>();
    BlockSink sink =
        (piece, block) -> {
          model.picked(peer, new Block(piece, block), choked);
          picked.add(new Block(piece, block));
        };
    int taken =
        choked
            ? picker.pickAllowedFast(peer, count, sink)
            : picker.pick(peer, count, affinity, sink);
    assertThat(picked).hasSize(taken).doesNotHaveDuplicates();
    assertThat(taken).isLessThanOrEqualTo(count);
    if (taken < count && !choked) {
      model.exhausted(peer, parole);
    }
    return taken;
  }

  private void deliver() {
    if (model.requests.isEmpty()) {
      return;
    }
    List<Map.Entry<Block, Set<Integer>>> entries = List.copyOf(model.requests.entrySet());
    Map.Entry<Block, Set<Integer>> entry = entries.get(chance.nextInt(entries.size()));
    List<Integer> asked = List.copyOf(entry.getValue());
    int peer = chance.nextInt(10) == 0 ? anyPeer() : asked.get(chance.nextInt(asked.size()));
    deliver(peer, entry.getKey(), false);
  }

  private void deliver(int peer, Block block, boolean isLate) {
    Set<Integer> others = new TreeSet<>(model.requests.getOrDefault(block, Set.of()));
    others.remove(peer);
    Set<Integer> cancelled = new TreeSet<>();
    RequestSink cancels =
        (other, piece, b) -> {
          assertThat(new Block(piece, b)).isEqualTo(block);
          assertThat(cancelled.add(other)).isTrue();
        };
    Receipt receipt =
        isLate
            ? picker.receivedLate(peer, block.piece(), block.block(), cancels)
            : picker.received(peer, block.piece(), block.block(), cancels);
    if (isLate && parole && receipt == Receipt.NOT_REQUESTED) {
      return; // not welcome in a piece that is to come from one peer alone
    }
    assertThat(receipt).isEqualTo(model.received(peer, block, isLate));
    boolean taken = receipt == Receipt.NEW || receipt == Receipt.LAST_OF_PIECE;
    assertThat(cancelled).isEqualTo(taken ? others : Set.of());
  }

  private void release() {
    int peer = anyPeer();
    if (chance.nextInt(4) == 0) {
      assertThat(picker.outstanding(peer)).isEqualTo(model.outstanding(peer));
      assertThat(picker.releaseAll(peer)).isEqualTo(model.outstanding(peer));
      model.releaseAll(peer);
      return;
    }
    for (Block block : List.copyOf(model.requests.keySet())) {
      if (chance.nextInt(3) == 0) {
        if (model.requests.get(block).contains(peer)) {
          late.add((long) peer << 48 | (long) block.piece() << 24 | block.block());
        }
        picker.released(peer, block.piece(), block.block());
        model.released(peer, block);
      }
    }
  }

  private void lateBlock() {
    if (!late.isEmpty()) {
      long entry = late.remove(chance.nextInt(late.size()));
      Block block = new Block((int) (entry >>> 24 & 0xffffff), (int) (entry & 0xffffff));
      deliver((int) (entry >>> 48), block, true);
    }
  }

  private void judge() {
    List<Integer> complete = model.underWay().stream().filter(model::isComplete).toList();
    if (complete.isEmpty()) {
      return;
    }
    int piece = complete.get(chance.nextInt(complete.size()));
    Integer[] sources = model.sources(piece).toArray(Integer[]::new);
    if (chance.nextInt(8) == 0) {
      assertThat(picker.pieceFailed(piece)).containsExactlyInAnyOrder(unbox(sources));
      model.forget(piece);
      parole = true;
    } else {
      assertThat(picker.pieceVerified(piece)).containsExactlyInAnyOrder(unbox(sources));
      model.verified(piece);
    }
  }

  private static int[] unbox(Integer[] values) {
    return Arrays.stream(values).mapToInt(Integer::intValue).toArray();
  }

  private void lose() {
    int piece = anyPiece();
    picker.pieceLost(piece);
    model.have.remove(piece);
    model.forget(piece);
  }

  private void wish() {
    Priority[] all = Priority.values();
    if (chance.nextInt(4) == 0) {
      for (int piece : model.pieces()) {
        model.priorities.put(piece, all[chance.nextInt(3)]);
      }
      picker.prioritizeAll(model::priority);
    } else {
      int piece = anyPiece();
      model.priorities.put(piece, all[chance.nextInt(3)]);
      picker.prioritize(piece, model.priority(piece));
    }
  }

  /// Whatever the state: with one honest seed everything wanted is had in the end.
  private void finish() {
    for (int peer : List.copyOf(model.peers.keySet())) {
      picker.removePeer(peer);
      model.releaseAll(peer);
      model.peers.remove(peer);
    }
    late.clear();
    int seed = picker.addPeer(sources++);
    picker.peerHasAll(seed);
    Peer state = new Peer(sources - 1);
    state.pieces.addAll(model.pieces());
    model.peers.put(seed, state);
    for (int round = 0; picker.wantedLeft() > 0; round++) {
      assertThat(round).isLessThan(10_000);
      int picked = pick(seed, 5, false);
      List<Block> blocks = List.copyOf(model.requests.keySet());
      blocks.forEach(block -> deliver(seed, block, false));
      List<Integer> complete = model.underWay().stream().filter(model::isComplete).toList();
      for (int piece : complete) {
        picker.pieceVerified(piece);
        model.verified(piece);
      }
      assertThat(picked + complete.size()).as("progress").isPositive();
    }
    model.check(picker);
  }

  private int anyPeer() {
    List<Integer> keys = List.copyOf(model.peers.keySet());
    return keys.get(chance.nextInt(keys.size()));
  }

  private int anyPiece() {
    return chance.nextInt(geometry.pieceCount());
  }
}

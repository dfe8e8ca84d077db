package dev.panal.engine.picker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.engine.picker.PickerModel.Block;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rules at the head of [PiecePicker], one by one. Ten pieces of four blocks.
class PiecePickerTest {
  private static final int BLOCKS = 4;
  private static final int PIECE_LENGTH = BLOCKS * PieceGeometry.BLOCK_LENGTH;
  private static final int PIECES = 10;
  private static final RequestSink NO_CANCELS =
      (peer, piece, block) -> {
        throw new AssertionError("cancel of " + piece + "/" + block + " at " + peer);
      };

  private PiecePicker picker = picker(PickerLimits.defaults());

  private static PiecePicker picker(PickerLimits limits) {
    return new PiecePicker(
        new PieceGeometry((long) PIECES * PIECE_LENGTH, PIECE_LENGTH), limits, new Random(5));
  }

  private int seed(int source) {
    int peer = picker.addPeer(source);
    picker.peerHasAll(peer);
    return peer;
  }

  private int peer(int source, int... pieces) {
    int peer = picker.addPeer(source);
    for (int piece : pieces) {
      picker.peerHas(peer, piece);
    }
    return peer;
  }

  private List<Block> pick(int peer, int blocks, Affinity affinity) {
    List<Block> picked = new ArrayList<>();
    picker.pick(peer, blocks, affinity, (piece, block) -> picked.add(new Block(piece, block)));
    return picked;
  }

  private Receipt receive(int peer, Block block) {
    return picker.received(peer, block.piece(), block.block(), NO_CANCELS);
  }

  private void receiveAll(int peer, List<Block> blocks) {
    blocks.forEach(block -> receive(peer, block));
  }

  private void have(int... pieces) {
    for (int piece : pieces) {
      picker.pieceVerified(piece);
    }
  }

  private static List<Integer> pieces(List<Block> blocks) {
    return blocks.stream().map(Block::piece).distinct().toList();
  }

  private static List<Block> whole(int piece) {
    List<Block> blocks = new ArrayList<>();
    for (int block = 0; block < BLOCKS; block++) {
      blocks.add(new Block(piece, block));
    }
    return blocks;
  }

  @Test
  void theRarestPieceComesFirst() {
    have(0, 1, 2, 3);
    int seed = seed(1);
    peer(2, 4, 5, 6, 7, 8, 9);
    peer(3, 4, 5, 6, 8, 9);
    peer(4, 4, 5, 6, 8);
    int last = peer(5, 4, 5, 6);
    assertThat(pick(seed, 4, Affinity.BLOCKS)).isEqualTo(whole(7));
    picker.peerHas(last, 9);
    picker.peerHas(peer(6), 9);
    assertThat(pick(seed, 4, Affinity.BLOCKS)).isEqualTo(whole(8));
    assertThat(pieces(pick(seed, 4, Affinity.BLOCKS))).containsAnyOf(4, 5, 6, 9);
  }

  @Test
  void amongEqualsAndAtFirstChanceDecides() {
    for (int had = 0; had < 5; had += 4) {
      Set<Integer> first = new HashSet<>();
      for (int seed = 0; seed < 200; seed++) {
        picker =
            new PiecePicker(
                new PieceGeometry((long) PIECES * PIECE_LENGTH, PIECE_LENGTH),
                PickerLimits.defaults(),
                new Random(seed));
        for (int piece = 0; piece < had; piece++) {
          have(piece);
        }
        first.add(pick(seed(1), 1, Affinity.BLOCKS).getFirst().piece());
      }
      assertThat(first).hasSize(PIECES - had);
    }
  }

  @Test
  void aPeerGoesOnWithItsPieceFromTheFront() {
    int peer = seed(1);
    Block first = pick(peer, 1, Affinity.BLOCKS).getFirst();
    assertThat(first.block()).isZero();
    List<Block> next = pick(peer, 3, Affinity.PIECES);
    assertThat(next).isEqualTo(whole(first.piece()).subList(1, BLOCKS));
  }

  @Test
  void slowPeersShareAPieceAndFastOnesTakeOneEach() {
    int first = seed(1);
    int second = seed(2);
    int third = seed(3);
    int piece = pick(first, 1, Affinity.BLOCKS).getFirst().piece();
    assertThat(pick(second, 1, Affinity.BLOCKS)).containsExactly(new Block(piece, 3));
    List<Block> own = pick(third, 1, Affinity.PIECES);
    assertThat(own.getFirst().piece()).isNotEqualTo(piece);
    assertThat(pick(second, 2, Affinity.BLOCKS))
        .containsExactly(new Block(piece, 2), new Block(piece, 1));
    // What the fast one leads is left to it, as long as there is something else.
    assertThat(pieces(pick(second, 1, Affinity.BLOCKS)))
        .doesNotContain(piece, own.getFirst().piece());
  }

  @Test
  void whatNobodyIsAskedForAnyMoreIsTakenOver() {
    int first = seed(1);
    int second = seed(2);
    Block block = pick(first, 1, Affinity.PIECES).getFirst();
    receive(first, block);
    assertThat(pick(second, 3, Affinity.PIECES)).isEqualTo(whole(block.piece()).subList(1, BLOCKS));
    assertThat(pieces(pick(first, 1, Affinity.PIECES))).doesNotContain(block.piece());
  }

  @Test
  void whoLeavesGivesItsBlocksBack() {
    int first = seed(1);
    int second = seed(2);
    List<Block> blocks = pick(first, 6, Affinity.PIECES);
    receive(first, blocks.getFirst());
    picker.removePeer(first);
    assertThat(picker.partialCount()).isEqualTo(1);
    List<Block> again = pick(second, 3, Affinity.PIECES);
    assertThat(again).isEqualTo(blocks.subList(1, 4));
    assertThat(receive(second, again.getFirst())).isEqualTo(Receipt.NEW);
  }

  @Test
  void aChokeGivesEverythingBackAndALateBlockIsWelcome() {
    int first = seed(1);
    int second = seed(2);
    List<Block> blocks = pick(first, 4, Affinity.PIECES);
    assertThat(picker.releaseAll(first)).isEqualTo(4);
    assertThat(picker.partialCount()).isZero();
    Block block = blocks.getFirst();
    assertThat(receive(first, block)).isEqualTo(Receipt.NOT_REQUESTED);
    assertThat(picker.receivedLate(first, block.piece(), block.block(), NO_CANCELS))
        .isEqualTo(Receipt.NEW);
    assertThat(pick(second, 3, Affinity.PIECES)).isEqualTo(blocks.subList(1, 4));
    List<Integer> cancelled = new ArrayList<>();
    assertThat(picker.receivedLate(first, block.piece(), 1, (peer, p, b) -> cancelled.add(peer)))
        .isEqualTo(Receipt.NEW);
    assertThat(cancelled).containsExactly(second);
    assertThat(picker.outstanding(second)).isEqualTo(2);
  }

  @Test
  void theLastBlockSaysThatThePieceIsComplete() {
    int peer = seed(1);
    List<Block> blocks = pick(peer, 4, Affinity.PIECES);
    for (Block block : blocks.subList(0, 3)) {
      assertThat(receive(peer, block)).isEqualTo(Receipt.NEW);
    }
    assertThat(receive(peer, blocks.getLast())).isEqualTo(Receipt.LAST_OF_PIECE);
    assertThat(receive(peer, blocks.getLast())).isEqualTo(Receipt.DUPLICATE);
    assertThat(picker.pieceVerified(blocks.getFirst().piece())).containsExactly(1);
    assertThat(receive(peer, blocks.getLast())).isEqualTo(Receipt.DUPLICATE);
    assertThat(picker.has(blocks.getFirst().piece())).isTrue();
  }

  @Test
  void inTheEndGameBlocksAreAskedForTwiceAndCancelledOnce() {
    have(0, 1, 2, 3, 4, 5, 6, 7);
    int first = seed(1);
    int second = seed(2);
    List<Block> all = pick(first, 100, Affinity.PIECES);
    assertThat(all).hasSize(8);
    assertThat(picker.isEndGame()).isTrue();
    assertThat(pick(first, 10, Affinity.PIECES)).isEmpty();
    List<Block> again = pick(second, 100, Affinity.PIECES);
    assertThat(again).containsExactlyInAnyOrderElementsOf(all);
    List<Block> cancelled = new ArrayList<>();
    for (Block block : all.subList(0, 3)) {
      picker.received(
          second,
          block.piece(),
          block.block(),
          (peer, piece, b) -> {
            assertThat(peer).isEqualTo(first);
            cancelled.add(new Block(piece, b));
          });
    }
    assertThat(cancelled).isEqualTo(all.subList(0, 3));
    assertThat(picker.outstanding(first)).isEqualTo(5);
    assertThat(receive(first, all.getFirst())).isEqualTo(Receipt.DUPLICATE);
  }

  @Test
  void theEndGameIsBounded() {
    picker = picker(new PickerLimits(1 << 20, 2, 3));
    have(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(pick(seed(1), 4, Affinity.PIECES)).hasSize(4);
    assertThat(pick(seed(2), 4, Affinity.PIECES)).hasSize(3); // requests of one peer
    assertThat(pick(seed(3), 4, Affinity.PIECES)).hasSize(1); // requesters of one block
    assertThat(pick(seed(4), 4, Affinity.PIECES)).isEmpty();
  }

  @Test
  void theEndGameStartsEvenIfNobodyHasThePiecesThatAreLeft() {
    have(0, 1, 2, 3, 4, 5, 6, 7);
    int first = peer(1, 8);
    int second = peer(2, 8);
    assertThat(picker.unavailable()).isEqualTo(1);
    assertThat(pick(first, 9, Affinity.PIECES)).hasSize(4);
    assertThat(pick(second, 9, Affinity.PIECES)).hasSize(4);
  }

  @Test
  void highComesFirstAndSkippedNever() {
    int peer = seed(1);
    picker.prioritizeAll(
        piece -> piece == 7 ? Priority.HIGH : piece < 3 ? Priority.NORMAL : Priority.SKIP);
    assertThat(picker.wantedLeft()).isEqualTo(4);
    List<Block> blocks = pick(peer, 100, Affinity.PIECES);
    assertThat(blocks).hasSize(16).startsWith(new Block(7, 0));
    assertThat(pieces(blocks)).containsExactlyInAnyOrder(7, 0, 1, 2);
    picker.prioritize(9, Priority.NORMAL);
    assertThat(pick(peer, 100, Affinity.PIECES)).isEqualTo(whole(9));
  }

  @Test
  void whatIsSkippedHalfWayIsNotAskedForButStillTaken() {
    int peer = seed(1);
    Block first = pick(peer, 1, Affinity.PIECES).getFirst();
    picker.prioritizeAll(piece -> Priority.SKIP);
    assertThat(picker.isInteresting(peer)).isFalse();
    assertThat(pick(peer, 10, Affinity.PIECES)).isEmpty();
    assertThat(receive(peer, first)).isEqualTo(Receipt.NEW);
    picker.prioritize(first.piece(), Priority.NORMAL);
    assertThat(pick(peer, 10, Affinity.PIECES)).isEqualTo(whole(first.piece()).subList(1, BLOCKS));
  }

  @Test
  void sequentialMeansInOrder() {
    picker.sequential(true);
    int first = seed(1);
    int second = seed(2);
    assertThat(pick(first, 2, Affinity.PIECES)).containsExactly(new Block(0, 0), new Block(0, 1));
    assertThat(pick(second, 3, Affinity.PIECES))
        .containsExactly(new Block(0, 2), new Block(0, 3), new Block(1, 0));
    picker.releaseAll(first);
    assertThat(pick(second, 1, Affinity.PIECES)).isNotEmpty();
    picker.prioritize(6, Priority.HIGH);
    assertThat(pieces(pick(seed(3), 1, Affinity.PIECES))).containsExactly(6);
  }

  @Test
  void aChokedPeerGivesWhatItAllowed() {
    int peer = peer(1, 2, 3, 4);
    picker.peerAllowsFast(peer, 3);
    picker.peerAllowsFast(peer, 5);
    List<Block> picked = new ArrayList<>();
    int count =
        picker.pickAllowedFast(peer, 9, (piece, block) -> picked.add(new Block(piece, block)));
    assertThat(count).isEqualTo(4);
    assertThat(picked).isEqualTo(whole(3));
  }

  @Test
  void noMoreIsUnderWayThanTheBuffersHold() {
    picker = picker(new PickerLimits(3L * PIECE_LENGTH, 4, 0));
    int peer = seed(1);
    List<Block> blocks = pick(peer, 100, Affinity.PIECES);
    assertThat(blocks).hasSize(12);
    receiveAll(peer, blocks.subList(0, 4));
    assertThat(pick(peer, 100, Affinity.PIECES)).isEmpty(); // complete, but not verified
    picker.pieceVerified(blocks.getFirst().piece());
    assertThat(pick(peer, 100, Affinity.PIECES)).hasSize(4);
  }

  @Test
  void whatIsBegunIsFinishedFirstWhenThereIsTooMuchOfIt() {
    for (int begun = 2; begun <= 6; begun += 4) {
      picker = picker(PickerLimits.defaults());
      int first = seed(1);
      int second = seed(2);
      List<Block> blocks = pick(first, begun * BLOCKS, Affinity.PIECES);
      for (int piece : pieces(blocks)) {
        picker.released(first, piece, 3);
      }
      for (int i = 0; i < 4; i++) { // who was asked once no longer counts
        int passing = seed(10 + i);
        pick(passing, 1, Affinity.PIECES);
        picker.removePeer(passing);
      }
      int next = pick(second, 1, Affinity.PIECES).getFirst().piece();
      assertThat(pieces(blocks).contains(next)).as(begun + " begun").isEqualTo(begun == 6);
    }
  }

  @Test
  void aPieceThatFailsWithOneSourceConvictsIt() {
    int peer = seed(7);
    List<Block> blocks = pick(peer, 4, Affinity.PIECES);
    receiveAll(peer, blocks);
    assertThat(picker.pieceFailed(blocks.getFirst().piece())).containsExactly(7);
    assertThat(picker.partialCount()).isZero();
    assertThat(picker.wantedLeftBytes()).isEqualTo((long) PIECES * PIECE_LENGTH);
  }

  /// Two honest peers and a liar, blocks in turns: the liar is convicted, and nobody else.
  @Test
  void paroleFindsTheLiar() {
    for (int seed = 0; seed < 50; seed++) {
      Random chance = new Random(seed);
      picker =
          new PiecePicker(
              new PieceGeometry(40L * PIECE_LENGTH, PIECE_LENGTH), PickerLimits.defaults(), chance);
      Map<Integer, Integer> sources = new HashMap<>(); // by peer
      for (int source = 0; source < 3; source++) {
        sources.put(seed(source), source);
      }
      Set<Block> corrupt = new HashSet<>();
      int liar = 2;
      int failures = 0;
      boolean convicted = false;
      while (!picker.isComplete() && !convicted) {
        for (int peer : List.copyOf(sources.keySet())) {
          for (Block block : pick(peer, 1 + chance.nextInt(2), Affinity.BLOCKS)) {
            if (sources.get(peer) == liar) {
              corrupt.add(block);
            }
            List<Integer> cancelled = new ArrayList<>();
            Receipt receipt =
                picker.received(
                    peer, block.piece(), block.block(), (other, p, b) -> cancelled.add(other));
            assertThat(cancelled).isEmpty();
            if (receipt == Receipt.LAST_OF_PIECE) {
              if (whole(block.piece()).stream().noneMatch(corrupt::contains)) {
                picker.pieceVerified(block.piece());
              } else {
                failures++;
                int[] blamed = picker.pieceFailed(block.piece());
                corrupt.removeAll(whole(block.piece()));
                if (blamed.length == 1) {
                  assertThat(blamed).containsExactly(liar);
                  convicted = true;
                }
              }
            }
          }
        }
      }
      assertThat(convicted).isTrue();
      assertThat(failures).isBetween(1, 6);
    }
  }

  @Test
  void aPieceOnParoleComesFromOnePeerAlone() {
    have(0, 1, 2, 3);
    int first = peer(1, 4, 5, 6);
    int second = peer(2, 4, 5, 6);
    Block begun = pick(first, 1, Affinity.BLOCKS).getFirst();
    List<Block> rest = pick(second, 3, Affinity.BLOCKS);
    receive(first, begun);
    receiveAll(second, rest);
    assertThat(picker.pieceFailed(begun.piece())).containsExactlyInAnyOrder(1, 2);
    int third = peer(3, begun.piece());
    int fourth = peer(4, begun.piece());
    Block again = pick(third, 1, Affinity.BLOCKS).getFirst();
    assertThat(again.piece()).isEqualTo(begun.piece());
    assertThat(pick(fourth, 4, Affinity.BLOCKS)).isEmpty();
    assertThat(pieces(pick(first, 1, Affinity.BLOCKS))).doesNotContain(begun.piece());
    List<Block> alone = pick(third, 3, Affinity.BLOCKS);
    receive(third, again);
    receiveAll(third, alone);
    assertThat(picker.pieceVerified(begun.piece())).containsExactly(3);
  }

  @Test
  void anAbandonedPieceOnParoleIsFinishedByOthersIfThereIsNothingElse() {
    have(0, 1, 2, 3, 4, 5, 6, 7, 8);
    int first = seed(1);
    int second = seed(2);
    Block begun = pick(first, 1, Affinity.BLOCKS).getFirst();
    List<Block> rest = pick(second, 3, Affinity.BLOCKS);
    receive(first, begun);
    receiveAll(second, rest);
    picker.pieceFailed(9);
    Block again = pick(first, 1, Affinity.BLOCKS).getFirst();
    receive(first, again);
    assertThat(pick(first, 1, Affinity.BLOCKS)).hasSize(1);
    assertThat(pick(second, 4, Affinity.BLOCKS)).isEmpty(); // a suspect does not mix
    picker.releaseAll(first);
    assertThat(pick(second, 4, Affinity.BLOCKS)).hasSize(3);
  }

  @Test
  void whatIsLostIsFetchedAgain() {
    int peer = seed(1);
    have(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(picker.isComplete()).isTrue();
    assertThat(picker.isInteresting(peer)).isFalse();
    assertThat(picker.isEndGame()).isFalse();
    picker.pieceLost(6);
    assertThat(picker.isInteresting(peer)).isTrue();
    assertThat(pick(peer, 9, Affinity.BLOCKS)).isEqualTo(whole(6));
    receive(peer, new Block(6, 2));
    picker.pieceLost(6); // what was received is missing, what is requested still comes
    assertThat(picker.outstanding(peer)).isEqualTo(3);
    assertThat(pick(peer, 9, Affinity.BLOCKS)).containsExactly(new Block(6, 2));
  }

  @Test
  void peersThatBecomeSeedsAndLeaveAgainDoNotDistortTheCount() {
    have(0, 1, 2, 3);
    int watcher = peer(1, 4, 5);
    for (int i = 0; i < 500; i++) {
      int peer = picker.addPeer(100 + i);
      for (int piece = 0; piece < PIECES; piece++) {
        picker.peerHas(peer, piece);
      }
      assertThat(picker.isSeed(peer)).isTrue();
      picker.removePeer(peer);
    }
    assertThat(picker.seeds()).isZero();
    assertThat(picker.availability(4)).isEqualTo(1);
    assertThat(picker.availability(9)).isZero();
    assertThat(picker.unavailable()).isEqualTo(4);
    peer(2, 5);
    assertThat(pick(watcher, 4, Affinity.BLOCKS)).isEqualTo(whole(4));
  }

  @Test
  void newsThatCannotBeAreRefused() {
    int peer = picker.addPeer(1);
    assertThatThrownBy(() -> picker.peerHas(peer, PIECES))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("have: piece 10 of 10");
    assertThatThrownBy(() -> picker.peerHas(peer, -1)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> picker.peerAllowsFast(peer, PIECES))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> picker.peerBitfield(peer, ByteBuffer.allocate(1)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("bitfield: 1 bytes");
    assertThatThrownBy(() -> picker.peerBitfield(peer, ByteBuffer.allocate(3)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> picker.peerBitfield(peer, ByteBuffer.wrap(new byte[] {0, 0x20})))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("past the last piece");
    assertThat(picker.pieceCount(peer)).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> picker.removePeer(peer + 1));
  }

  @Test
  void bitfieldsAreWrittenAsTheyAreRead() {
    have(0, 7, 8);
    assertThat(picker.bitfield()).containsExactly(0x81, 0x80);
    int peer = picker.addPeer(1);
    picker.peerBitfield(peer, ByteBuffer.wrap(new byte[] {0x01, 0x40}));
    assertThat(picker.pieceCount(peer)).isEqualTo(2);
    assertThat(picker.has(peer, 7)).isTrue();
    assertThat(picker.has(peer, 9)).isTrue();
    assertThat(picker.isInteresting(peer)).isTrue();
    picker.peerBitfield(picker.addPeer(2), ByteBuffer.wrap(new byte[] {-1, (byte) 0xC0}));
    assertThat(picker.seeds()).isEqualTo(1);
  }

  @Test
  void fastIsWhoBringsAPieceInTwentySeconds() {
    assertThat(Affinity.of(0, 1)).isEqualTo(Affinity.BLOCKS);
    assertThat(Affinity.of(49_999, 1_000_000)).isEqualTo(Affinity.BLOCKS);
    assertThat(Affinity.of(50_000, 1_000_000)).isEqualTo(Affinity.PIECES);
  }
}

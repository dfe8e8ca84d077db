package dev.panal.engine.picker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// 300,000 pieces and a crowd of peers. The limits are far above what it takes and far below what a
/// pass over all pieces per event would take.
@Timeout(60)
class PiecePickerScaleTest {
  private static final int PIECES = 300_000;
  private static final int PEERS = 1_000;

  private final Random random = new Random(1);
  private final PiecePicker picker =
      new PiecePicker(
          new PieceGeometry((long) PIECES * PieceGeometry.BLOCK_LENGTH, PieceGeometry.BLOCK_LENGTH),
          PickerLimits.defaults(),
          random);

  private static long millis(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  @Test
  void aFloodOfHavesIsCheap() {
    int[] peers = new int[PEERS];
    for (int i = 0; i < PEERS; i++) {
      peers[i] = picker.addPeer(i);
      picker.peerHasAll(picker.addPeer(PEERS + i)); // and as many seeds
    }
    long took =
        millis(() -> {
          for (int i = 0; i < 2_000_000; i++) {
            picker.peerHas(peers[random.nextInt(PEERS)], random.nextInt(PIECES));
          }
        });
    assertThat(took).isLessThan(15_000);
    int all = 0;
    for (int peer : peers) {
      all += picker.pieceCount(peer);
    }
    long counted = 0;
    for (int piece = 0; piece < PIECES; piece++) {
      counted += picker.availability(piece) - PEERS;
    }
    assertThat(counted).isEqualTo(all);
  }

  @Test
  void aWholeDownloadFromManyPeersIsCheap() {
    int[] peers = new int[50];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = picker.addPeer(i);
      byte[] bits = new byte[PIECES / 8];
      random.nextBytes(bits);
      picker.peerBitfield(peers[i], ByteBuffer.wrap(bits));
    }
    int seed = picker.addPeer(99);
    picker.peerHasAll(seed);
    long took =
        millis(() -> {
          for (int round = 0; !picker.isComplete(); round++) {
            // Mostly from peers that have half of it; now and then from the seed.
            int peer = round % 20 == 0 ? seed : peers[round % peers.length];
            picker.pick(peer, 16, Affinity.PIECES, (piece, block) -> got(peer, piece, block));
            drain();
          }
        });
    assertThat(took).isLessThan(20_000);
    assertThat(picker.wantedLeftBytes()).isZero();
  }

  private final int[] pending = new int[3 * 64];
  private int count;

  private void got(int peer, int piece, int block) {
    pending[count++] = peer;
    pending[count++] = piece;
    pending[count++] = block;
  }

  private void drain() {
    for (int i = 0; i < count; i += 3) {
      Receipt receipt =
          picker.received(pending[i], pending[i + 1], pending[i + 2], (peer, piece, block) -> {});
      assertThat(receipt).isEqualTo(Receipt.LAST_OF_PIECE);
      picker.pieceVerified(pending[i + 1]);
    }
    count = 0;
  }

  /// A newcomer with a few pieces that everybody has: 300,000 rarer ones are passed over each time.
  @Test
  void aPeerWithLittleToOfferIsCheap() {
    for (int i = 0; i < 4; i++) {
      picker.pieceVerified(i);
    }
    int poor = picker.addPeer(1);
    int other = picker.addPeer(2);
    int third = picker.addPeer(3);
    for (int piece = PIECES - 200; piece < PIECES; piece++) {
      picker.peerHas(poor, piece);
      picker.peerHas(other, piece);
      if (piece % 2 == 0) {
        picker.peerHas(third, piece);
      }
    }
    long took =
        millis(() -> {
          for (int i = 0; i < 20_000; i++) {
            int picked = picker.pick(poor, 1, Affinity.PIECES, this::hold);
            assertThat(picked).isEqualTo(1);
            assertThat(picker.availability(heldPiece)).isEqualTo(2);
            picker.released(poor, heldPiece, heldBlock);
          }
        });
    assertThat(took).isLessThan(10_000);
  }

  private int heldPiece;
  private int heldBlock;

  private void hold(int piece, int block) {
    heldPiece = piece;
    heldBlock = block;
  }

  @Test
  void peersThatComeAndGoAreCheap() {
    byte[] bits = new byte[PIECES / 8];
    random.nextBytes(bits);
    long took =
        millis(() -> {
          for (int i = 0; i < 100; i++) {
            int peer = picker.addPeer(i);
            picker.peerBitfield(peer, ByteBuffer.wrap(bits));
            picker.removePeer(peer);
          }
        });
    assertThat(took).isLessThan(20_000);
    assertThatCode(() -> picker.pick(picker.addPeer(1), 1, Affinity.BLOCKS, this::hold))
        .doesNotThrowAnyException();
    assertThat(picker.unavailable()).isEqualTo(PIECES);
  }
}

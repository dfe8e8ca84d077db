package dev.panal.wire.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.MessageDigest;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class MerkleTreeTest {
  /// The tree as the definition has it: filled up to a power of two, and then by halves.
  private static byte[] plainRoot(byte[] leaves, int minLeaves) {
    int count = Math.max(minLeaves, leaves.length / 32);
    int full = Integer.highestOneBit(count) == count ? count : Integer.highestOneBit(count) * 2;
    return half(Arrays.copyOf(leaves, full * 32));
  }

  private static byte[] half(byte[] hashes) {
    if (hashes.length == 32) {
      return hashes;
    }
    int middle = hashes.length / 2;
    MessageDigest sha256 = MerkleTree.sha256();
    sha256.update(half(Arrays.copyOf(hashes, middle)));
    sha256.update(half(Arrays.copyOfRange(hashes, middle, hashes.length)));
    return sha256.digest();
  }

  private static byte[] leaves(int count) {
    byte[] leaves = new byte[count * 32];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = (byte) (i * 7 + i / 32);
    }
    return leaves;
  }

  @Property(tries = 200)
  void rootsAndLayersAreThoseOfThePlainTree(
      @ForAll @IntRange(min = 1, max = 70) int count, @ForAll @IntRange(max = 4) int height) {
    byte[] leaves = leaves(count);
    int pieceLength = MerkleTree.LEAF_BYTES << height;
    assertThat(MerkleTree.root(leaves)).isEqualTo(plainRoot(leaves, 1));
    byte[] layer = MerkleTree.pieceLayer(leaves, pieceLength);
    int perPiece = 1 << height;
    assertThat(layer).hasSize((count + perPiece - 1) / perPiece * 32);
    for (int i = 0; i * perPiece < count; i++) {
      byte[] part =
          Arrays.copyOfRange(leaves, i * perPiece * 32, Math.min(count, (i + 1) * perPiece) * 32);
      byte[] expected = plainRoot(part, perPiece);
      assertThat(MerkleTree.pieceHash(part, pieceLength)).isEqualTo(expected);
      assertThat(Arrays.copyOfRange(layer, i * 32, i * 32 + 32)).isEqualTo(expected);
    }
    if (count > perPiece) {
      assertThat(MerkleTree.rootOfLayer(layer, pieceLength)).isEqualTo(MerkleTree.root(leaves));
    }
  }

  @Test
  void refusesWhatIsNoTree() {
    assertThatIllegalArgumentException().isThrownBy(() -> MerkleTree.root(new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> MerkleTree.root(new byte[33]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MerkleTree.pieceHash(leaves(3), 2 * MerkleTree.LEAF_BYTES));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MerkleTree.pieceLayer(leaves(3), 3 * MerkleTree.LEAF_BYTES));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MerkleTree.rootOfLayer(leaves(3), MerkleTree.LEAF_BYTES / 2));
  }
}

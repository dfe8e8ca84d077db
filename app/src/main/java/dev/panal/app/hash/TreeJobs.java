package dev.panal.app.hash;

import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Disk.Span;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.MerkleTree;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The hash tree of one file (BEP 52), leaf by leaf. Leaves are kept for as long as their piece is
/// not complete, so that a large file costs the hashes of its pieces only.
final class TreeJobs implements HashRun.Jobs {
  private final Layout layout;
  private final FileEntry entry;
  private final int pieceLength;
  private final int leavesPerPiece;
  private final int count;
  private final byte[] layer;
  private final byte[] @Nullable [] leaves;
  private final int[] missing;
  private Optional<Failure> fault = Optional.empty();

  /// @param file index of an entry with at least one byte
  TreeJobs(Layout layout, int file, int pieceLength) {
    this.layout = layout;
    this.entry = layout.entries().get(file);
    this.pieceLength = pieceLength;
    this.leavesPerPiece = pieceLength / MerkleTree.LEAF_BYTES;
    this.count = Math.toIntExact((entry.length() - 1) / MerkleTree.LEAF_BYTES + 1);
    int pieces = (count - 1) / leavesPerPiece + 1;
    this.layer = new byte[pieces * MerkleTree.HASH_BYTES];
    this.leaves = new byte[pieces][];
    this.missing = new int[pieces];
    for (int piece = 0; piece < pieces; piece++) {
      missing[piece] = Math.min(leavesPerPiece, count - piece * leavesPerPiece);
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public HashAlgorithm algorithm() {
    return HashAlgorithm.SHA256;
  }

  @Override
  public List<Span> spans(int leaf) {
    long from = (long) leaf * MerkleTree.LEAF_BYTES;
    int length = (int) Math.min(MerkleTree.LEAF_BYTES, entry.length() - from);
    return layout.spans(entry.offset() + from, length);
  }

  @Override
  public boolean hashed(int leaf, Result<byte[]> digest) {
    return switch (digest) {
      case Result.Failed<byte[]>(Failure failure) -> {
        fault = Optional.of(failure);
        yield false;
      }
      case Result.Done<byte[]>(byte[] hash) -> {
        put(leaf, hash);
        yield true;
      }
    };
  }

  private void put(int leaf, byte[] hash) {
    int piece = leaf / leavesPerPiece;
    byte[] own = leaves[piece];
    if (own == null) {
      own = new byte[missing[piece] * MerkleTree.HASH_BYTES];
      leaves[piece] = own;
    }
    System.arraycopy(
        hash, 0, own, leaf % leavesPerPiece * MerkleTree.HASH_BYTES, MerkleTree.HASH_BYTES);
    if (--missing[piece] == 0) {
      byte[] top =
          leaves.length == 1 ? MerkleTree.root(own) : MerkleTree.pieceHash(own, pieceLength);
      System.arraycopy(top, 0, layer, piece * MerkleTree.HASH_BYTES, MerkleTree.HASH_BYTES);
      leaves[piece] = null;
    }
  }

  /// Why it ended early.
  Optional<Failure> fault() {
    return fault;
  }

  /// The root of the whole tree.
  byte[] root() {
    return leaves.length == 1 ? layer : MerkleTree.rootOfLayer(layer, pieceLength);
  }

  /// The hashes of the pieces; none for a file of one piece.
  byte[] layer() {
    return leaves.length == 1 ? new byte[0] : layer;
  }
}

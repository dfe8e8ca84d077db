package dev.panal.app.hash;

import dev.panal.io.Completion;
import dev.panal.io.Disk;
import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Disk.Span;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.MerkleTree;
import java.util.List;
import java.util.Optional;

/// The hash tree of one file (BEP 52), some pieces at a time: of their leaves only the hash of each
/// piece is kept, so that a large file costs no more than those.
final class TreeJobs implements HashRun.Jobs {
  /// Of small pieces several make one job, so that there are leaves enough to be hashed together.
  private static final int LEAST_BYTES = 1 << 20;

  private final Layout layout;
  private final FileEntry entry;
  private final int pieceLength;
  private final int jobBytes;
  private final boolean onePiece;

  /// Levels from the leaves to the hash of a piece.
  private final int height;

  private final byte[] layer;
  private byte[] root = new byte[0];
  private Optional<Failure> fault = Optional.empty();

  /// @param file index of an entry with at least one byte
  TreeJobs(Layout layout, int file, int pieceLength) {
    this.layout = layout;
    this.entry = layout.entries().get(file);
    this.pieceLength = pieceLength;
    this.jobBytes = Math.max(pieceLength, LEAST_BYTES);
    this.onePiece = entry.length() <= pieceLength;
    this.height = Integer.numberOfTrailingZeros(pieceLength / MerkleTree.LEAF_BYTES);
    long pieces = (entry.length() - 1) / pieceLength + 1;
    this.layer = new byte[Math.toIntExact(pieces * MerkleTree.HASH_BYTES)];
  }

  @Override
  public int count() {
    return Math.toIntExact((entry.length() - 1) / jobBytes + 1);
  }

  @Override
  public List<Span> spans(int job) {
    long from = (long) job * jobBytes;
    return layout.spans(entry.offset() + from, (int) Math.min(jobBytes, entry.length() - from));
  }

  /// Whole pieces are hashed up to their roots at once; of others the leaves come here.
  @Override
  public void hash(Disk disk, List<Span> spans, Completion<byte[]> completion) {
    disk.hashTrees(
        HashAlgorithm.SHA256, spans, MerkleTree.LEAF_BYTES, whole(spans) ? height : 0, completion);
  }

  private boolean whole(List<Span> spans) {
    return !onePiece && spans.stream().mapToLong(Span::length).sum() % pieceLength == 0;
  }

  @Override
  public boolean hashed(int job, Result<byte[]> result) {
    return switch (result) {
      case Result.Failed<byte[]>(Failure failure) -> {
        fault = Optional.of(failure);
        yield false;
      }
      case Result.Done<byte[]>(byte[] digests) -> {
        put(job, digests);
        yield true;
      }
    };
  }

  private void put(int job, byte[] digests) {
    if (onePiece) {
      root = MerkleTree.root(digests);
      return;
    }
    byte[] part = whole(spans(job)) ? digests : MerkleTree.pieceLayer(digests, pieceLength);
    int firstPiece = job * (jobBytes / pieceLength);
    System.arraycopy(part, 0, layer, firstPiece * MerkleTree.HASH_BYTES, part.length);
  }

  /// Why it ended early.
  Optional<Failure> fault() {
    return fault;
  }

  /// The root of the whole tree.
  byte[] root() {
    return onePiece ? root : MerkleTree.rootOfLayer(layer, pieceLength);
  }

  /// The hashes of the pieces; none for a file of one piece.
  byte[] layer() {
    return onePiece ? new byte[0] : layer;
  }
}

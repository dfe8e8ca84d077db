package dev.panal.app.hash;

import dev.panal.io.Completion;
import dev.panal.io.Disk;
import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Disk.Span;
import dev.panal.io.Result;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.Info;
import dev.panal.wire.metainfo.PieceGeometry;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/// Which pieces of a v1 torrent are right on this disk. Pieces in files that are not there are
/// wrong without a look.
public final class PieceCheck implements HashRun.Jobs {
  private final Info info;
  private final PieceGeometry geometry;
  private final Layout layout;
  private final IntPredicate readable;
  private final int[] candidates;
  private final BitSet good = new BitSet();

  /// @param info of a torrent with at least one byte
  /// @param readable whether the file of this index is there at all
  public PieceCheck(Info info, Layout layout, IntPredicate readable) {
    this.info = info;
    this.geometry = info.geometry();
    this.layout = layout;
    this.readable = readable;
    this.candidates = candidates();
  }

  private int[] candidates() {
    BitSet possible = new BitSet();
    possible.set(0, geometry.pieceCount());
    for (int file = 0; file < layout.entries().size(); file++) {
      FileEntry entry = layout.entries().get(file);
      if (entry.length() > 0 && !readable.test(file)) {
        int first = (int) (entry.offset() / geometry.pieceLength());
        long last = (entry.offset() + entry.length() - 1) / geometry.pieceLength();
        possible.clear(first, (int) last + 1);
      }
    }
    return possible.stream().toArray();
  }

  @Override
  public int count() {
    return candidates.length;
  }

  @Override
  public void hash(Disk disk, List<Span> spans, Completion<byte[]> completion) {
    disk.hash(HashAlgorithm.SHA1, spans, completion);
  }

  @Override
  public List<Span> spans(int job) {
    int piece = candidates[job];
    return layout.spans(geometry.offset(piece), geometry.length(piece));
  }

  @Override
  public boolean hashed(int job, Result<byte[]> digest) {
    int piece = candidates[job];
    if (digest instanceof Result.Done<byte[]>(byte[] hash)
        && Arrays.equals(hash, info.pieceHash(piece))) {
      good.set(piece);
    }
    return true;
  }

  /// To be read when all jobs are done.
  public BitSet good() {
    return (BitSet) good.clone();
  }
}

package dev.panal.app.demo;

import dev.panal.app.units.Sizes;
import dev.panal.wire.metainfo.PieceGeometry;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;

/// What shows that a killed downloader went on where it was: which pieces it verified before its
/// end and after, and how much it had when it came back.
final class Evidence {
  private final PieceGeometry geometry;
  private final BitSet before = new BitSet();
  private final BitSet after = new BitSet();
  private boolean killed;
  private long resumedBytes = -1;

  Evidence(PieceGeometry geometry) {
    this.geometry = geometry;
  }

  void verified(int piece) {
    (killed ? after : before).set(piece);
  }

  /// Whatever comes now comes from a new process.
  void killed() {
    killed = true;
  }

  boolean isKilled() {
    return killed;
  }

  /// It runs again, with this much verified.
  void resumed(long bytes) {
    resumedBytes = bytes;
  }

  boolean isResumed() {
    return resumedBytes >= 0;
  }

  long bytesBefore() {
    return before.stream().mapToLong(geometry::length).sum();
  }

  long resumedBytes() {
    return resumedBytes;
  }

  /// What speaks against it.
  Optional<String> fault() {
    if (resumedBytes < bytesBefore()) {
      return Optional.of(
          "had verified "
              + Sizes.print(bytesBefore())
              + " when it was killed, and came back with "
              + Sizes.print(Math.max(0, resumedBytes)));
    }
    BitSet twice = (BitSet) before.clone();
    twice.and(after);
    return twice.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "fetched %d of %d pieces again that it had verified before it was killed",
                twice.cardinality(),
                before.cardinality()));
  }

  /// How many pieces it verified before it was killed.
  int piecesBefore() {
    return before.cardinality();
  }

  /// How many it fetched after.
  int piecesAfter() {
    return after.cardinality();
  }
}

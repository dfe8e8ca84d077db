package dev.panal.engine.storage;

import dev.panal.io.Disk.FileStatus;
import dev.panal.io.Failure;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// What a check found.
///
/// @param have the pieces that are there and right
/// @param hashedPieces how many of the pieces were really read and hashed; the others were trusted,
///   or had no bytes on the disk to be read
/// @param files one for each file of the torrent, in order; pad files too
public record CheckReport(BitSet have, int hashedPieces, List<FileReport> files) {
  public CheckReport {
    have = (BitSet) have.clone();
    files = List.copyOf(files);
  }

  /// A copy.
  @Override
  public BitSet have() {
    return (BitSet) have.clone();
  }

  /// @param pieces pieces that the file lies in
  /// @param goodPieces how many of them are there and right
  /// @param failure why the file could not be read, if it is there and could not
  public record FileReport(
      FileStatus status, int pieces, int goodPieces, Optional<Failure> failure) {
    /// Whether each of its pieces is right; an empty file only has to exist.
    public boolean good() {
      return goodPieces == pieces && (pieces > 0 || status.exists());
    }

    /// Whether there is a file with content of which nothing is this torrent's: most likely another
    /// file that has the same name.
    public boolean foreign() {
      return status.exists() && status.length() > 0 && pieces > 0 && goodPieces == 0;
    }
  }
}

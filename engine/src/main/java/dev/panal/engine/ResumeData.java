package dev.panal.engine;

import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import java.nio.file.Path;
import java.util.BitSet;

/// What is known of one torrent between two runs. Immutable; a session saves it through
/// [ResumeStore], and whoever reads it there may show it.
///
/// The bits in `have` are worth what `stamps` say: a piece is trusted at the next start if each
/// file it lies in still has the length and the time it was stamped with. The rules are at the head
/// of `ResumeJournal`.
///
/// @param folder the download folder, absolute
/// @param pieceCount of the torrent; data with another count is for something else and is ignored
/// @param have verified and written pieces
/// @param unwanted indices of the files that were deselected
/// @param completedMillis when everything wanted was there, milliseconds since 1970; 0 if it is not
public record ResumeData(
    InfoHash infoHash,
    Path folder,
    int pieceCount,
    BitSet have,
    FileStamps stamps,
    BitSet unwanted,
    Totals totals,
    long addedMillis,
    long completedMillis) {

  public ResumeData {
    have = (BitSet) have.clone();
    unwanted = (BitSet) unwanted.clone();
    if (pieceCount < 0 || have.length() > pieceCount || unwanted.length() > stamps.count()) {
      throw new IllegalArgumentException("bits beyond the last piece or file");
    }
  }

  /// A copy.
  @Override
  public BitSet have() {
    return (BitSet) have.clone();
  }

  /// A copy.
  @Override
  public BitSet unwanted() {
    return (BitSet) unwanted.clone();
  }

  /// Sums over all runs of the torrent.
  ///
  /// @param downloadedBytes payload received, also what was thrown away
  /// @param uploadedBytes payload sent
  /// @param activeSeconds how long the torrent was running
  /// @param seedingSeconds how long of that it was complete
  public record Totals(
      long downloadedBytes, long uploadedBytes, long activeSeconds, long seedingSeconds) {
    public static final Totals NONE = new Totals(0, 0, 0, 0);
  }

  ResumeData withTotals(Totals sums) {
    return new ResumeData(
        infoHash, folder, pieceCount, have, stamps, unwanted, sums, addedMillis, completedMillis);
  }

  public boolean completed() {
    return completedMillis != 0;
  }

  /// Bencoded, with a version.
  public byte[] encode() {
    return ResumeCodec.encode(this);
  }

  /// @throws ProtocolException if these bytes are not resume data of a version that is understood
  public static ResumeData decode(byte[] bytes) {
    return ResumeCodec.decode(bytes);
  }
}

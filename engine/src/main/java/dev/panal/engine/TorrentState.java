package dev.panal.engine;

/// Where a torrent is in its life. Legal ways: CHECKING to DOWNLOADING or SEEDING; DOWNLOADING to
/// SEEDING; any of them to FAILED or STOPPED; FAILED to CHECKING when it is resumed.
public enum TorrentState {
  /// Resume data is read and what is on the disk is verified.
  CHECKING,
  DOWNLOADING,
  /// All wanted bytes are verified and written.
  SEEDING,
  /// Something that only a person can mend: the disk is full, the folder is gone.
  FAILED,
  STOPPED
}

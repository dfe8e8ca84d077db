package dev.panal.app.tracker.ring;

import java.time.Duration;

/// The tables of the ring.
enum Kind {
  /// A hosted torrent by its info-hash, without its bytes. A tracker that was away for a month and
  /// comes back brings what was removed meanwhile with it.
  TORRENT("torrent", true, Duration.ofDays(30)),
  /// A part of the bytes of one; they are in the folder.
  TORRENT_PART("torrent-part", false, Duration.ofDays(30)),
  /// A message. None is kept for longer than a day, so what is gone need not be known for longer
  /// either, and clocks may differ.
  MESSAGE("message", true, Duration.ofDays(2)),
  /// A mailbox without what is in it.
  MAILBOX("mailbox", true, Duration.ofDays(2)),
  /// A list of info-hashes that an operator has written.
  LIST("list", true, Duration.ofDays(30)),
  /// The hash of a passkey by the name of its holder; kept where passkeys are.
  PASSKEY("passkey", false, Duration.ofDays(30));

  /// In rows, on disks and between trackers of different versions: never changed.
  final String table;

  /// Whether its rows are in the database.
  final boolean kept;

  /// How long is remembered that something is gone.
  final Duration remembered;

  Kind(String table, boolean kept, Duration remembered) {
    this.table = table;
    this.kept = kept;
    this.remembered = remembered;
  }
}

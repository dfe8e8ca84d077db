package dev.panal.wire.metainfo;

/// How far names of a torrent are changed before they become names of files.
///
/// Both rules leave nothing that could lead out of a folder, or deceive who reads it: separators,
/// control characters, `.` and `..`, direction marks, bytes that are not UTF-8, names over 255
/// bytes. And under both, no two files of a torrent have the same path.
public enum NameRules {
  /// Names that every file system can hold, one beside the other: reserved ones of Windows are
  /// changed too, and dots or spaces at the end, and names that differ in nothing but case or
  /// Unicode composition are told apart by a number. What a torrent from elsewhere gets.
  PORTABLE,

  /// Names that are fine on this machine stay, `aux.c` and `README` beside `readme`. For torrents
  /// of files that are on this disk already.
  LOCAL
}

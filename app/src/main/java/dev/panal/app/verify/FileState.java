package dev.panal.app.verify;

/// How a file of a torrent is found.
///
/// @param badPieces pieces with bytes of this file that are not as they should be
/// @param pieces pieces with bytes of this file
record FileState(Kind kind, int badPieces, int pieces) {
  enum Kind {
    /// Everything as the torrent says.
    COMPLETE("ok"),
    /// The right length, the wrong content somewhere.
    DAMAGED("damaged"),
    SHORTER("too short"),
    LONGER("too long"),
    MISSING("missing"),
    UNREADABLE("unreadable");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}

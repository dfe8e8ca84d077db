package dev.panal.platform.hash.x86;

/// The memory a kernel works in, row by row; a row has room for the widest vector.
///
/// Word `i` of the state of lane `n` is at row `i`, `4 n` bytes in.
final class Context {
  static final int ROW_BYTES = 64;

  /// Rows of state: eight for SHA-256.
  static final int STATE = 0;

  /// How bytes become words that begin with the highest byte.
  static final int BYTE_ORDER = STATE + 8 * ROW_BYTES;

  /// The 16 words of a block, where registers are few.
  static final int WORDS = BYTE_ORDER + ROW_BYTES;

  /// One row for each constant.
  static final int CONSTANTS = WORDS + 16 * ROW_BYTES;

  /// SHA-256 has most.
  private static final int MOST_CONSTANTS = 64;

  static final int BYTES = CONSTANTS + MOST_CONSTANTS * ROW_BYTES;

  private Context() {}
}

package dev.panal.wire.bencode;

/// What a decoder takes before it calls the input hostile.
///
/// @param inputBytes of the whole input
/// @param depth of lists and dictionaries in each other
/// @param values of all kinds, dictionary keys too; a list or dictionary counts twice, as it takes
///   twice the memory
/// @param stringBytes of one string
public record Limits(int inputBytes, int depth, int values, int stringBytes) {
  /// For messages between peers and replies of trackers: far beyond what any of them needs, and
  /// small enough that a loop can decode it between two others.
  public static final Limits MESSAGE = new Limits(1 << 20, 16, 100_000, 1 << 20);

  public Limits {
    if (inputBytes < 1 || depth < 1 || values < 1 || stringBytes < 0) {
      throw new IllegalArgumentException(
          "limits must be positive: "
              + String.join(", ", "" + inputBytes, "" + depth, "" + values, "" + stringBytes));
    }
  }
}

package dev.panal.app.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// Whether a folder is a copy of another: the same files, with the same bytes.
///
/// @param files compared
/// @param bytes that were equal, in files that are equal to the last byte
/// @param differences one line for each file that is not; empty for a true copy
record FolderComparison(int files, long bytes, List<String> differences) {
  private static final int STEP_BYTES = 256 * 1024;

  /// @param progress hears of every few bytes compared; what it throws ends the work
  static FolderComparison of(Path original, Path copy, LongConsumer progress) throws IOException {
    TreeSet<Path> names = new TreeSet<>(files(original));
    names.addAll(files(copy));
    List<String> differences = new ArrayList<>();
    long bytes = 0;
    for (Path name : names) {
      Path one = original.resolve(name);
      Path other = copy.resolve(name);
      if (!Files.exists(other)) {
        differences.add(name + " is missing");
      } else if (!Files.exists(one)) {
        differences.add(name + " is not in the original");
      } else if (Files.size(one) != Files.size(other)) {
        differences.add(
            name + " has " + Files.size(other) + " bytes in place of " + Files.size(one));
      } else {
        long at = firstDifference(one, other, progress);
        if (at >= 0) {
          differences.add(name + " differs at byte " + at);
        } else {
          bytes += Files.size(one);
        }
      }
    }
    return new FolderComparison(names.size(), bytes, differences);
  }

  boolean equal() {
    return differences.isEmpty();
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !Files.isDirectory(path)).map(folder::relativize).toList();
    }
  }

  /// Of files that are equally long; -1 if there is none.
  private static long firstDifference(Path one, Path other, LongConsumer progress)
      throws IOException {
    ByteBuffer left = ByteBuffer.allocateDirect(STEP_BYTES);
    ByteBuffer right = ByteBuffer.allocateDirect(STEP_BYTES);
    try (FileChannel first = FileChannel.open(one);
        FileChannel second = FileChannel.open(other)) {
      long at = 0;
      while (fill(first, left) > 0) {
        fill(second, right);
        int mismatch = left.mismatch(right);
        if (mismatch >= 0) {
          return at + mismatch;
        }
        at += left.remaining();
        progress.accept(left.remaining());
      }
      return -1;
    }
  }

  private static int fill(FileChannel file, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining() && file.read(buffer) >= 0) {
      // A read may bring less than was asked for.
    }
    return buffer.flip().remaining();
  }

  /// The first difference and how many more there are.
  String summary() {
    return differences.isEmpty()
        ? "equal"
        : differences.getFirst()
            + (differences.size() == 1 ? "" : ", and " + (differences.size() - 1) + " more");
  }
}

package dev.panal.app.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/// The files that the demo shares: few, of the kinds that are easy to get wrong.
///
/// @param files how many
/// @param bytes in all of them
record Originals(int files, long bytes) {
  private static final int STEP_BYTES = 64 * 1024;

  /// Fills `folder`, which is made, with files of `bytes` random bytes together.
  ///
  /// @param progress hears of every few bytes written; what it throws ends the work
  static Originals write(Path folder, long bytes, LongConsumer progress) throws IOException {
    SplittableRandom random = new SplittableRandom();
    Map<Path, Long> sizes = sizes(folder, bytes);
    for (Map.Entry<Path, Long> file : sizes.entrySet()) {
      Files.createDirectories(file.getKey().getParent());
      fill(file.getKey(), file.getValue(), random, progress);
    }
    return new Originals(sizes.size(), bytes);
  }

  private static Map<Path, Long> sizes(Path folder, long bytes) {
    Map<Path, Long> sizes = new LinkedHashMap<>();
    long left = bytes - 1;
    sizes.put(folder.resolve("empty"), 0L);
    sizes.put(folder.resolve("one byte"), 1L);
    left -= put(sizes, folder.resolve("big.bin"), bytes / 2);
    left -= put(sizes, folder.resolve("cells").resolve("quarter.bin"), bytes / 4);
    // Neither the length of this file nor the start of the next is that of a piece.
    left -= put(sizes, named(folder, "cells", "miel de caña 蜂蜜.bin", "miel.bin"), bytes / 9 | 1);
    for (int i = 1; i <= 5; i++) {
      left -= put(sizes, folder.resolve("cells").resolve("small " + i + ".bin"), bytes / 100 + i);
    }
    put(sizes, folder.resolve("rest.bin"), left);
    return sizes;
  }

  private static long put(Map<Path, Long> sizes, Path file, long bytes) {
    sizes.put(file, bytes);
    return bytes;
  }

  // In a locale that is not UTF-8, Java cannot name every file.
  private static Path named(Path folder, String sub, String name, String plainName) {
    try {
      return folder.resolve(sub).resolve(name);
    } catch (InvalidPathException e) {
      return folder.resolve(sub).resolve(plainName);
    }
  }

  private static void fill(Path file, long bytes, SplittableRandom random, LongConsumer progress)
      throws IOException {
    byte[] step = new byte[STEP_BYTES];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = bytes; left > 0; ) {
        int count = (int) Math.min(left, STEP_BYTES);
        random.nextBytes(step);
        out.write(step, 0, count);
        left -= count;
        progress.accept(count);
      }
    }
  }
}

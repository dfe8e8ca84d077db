package dev.panal.app.demo;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.units.Sizes;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder that everything of a demo is in. Gone at the end, unless the user named it; of a
/// failed demo the logs stay.
final class Workplace implements AutoCloseable {
  /// Databases and logs of the children.
  private static final long SPARE_BYTES = 32L << 20;

  private final Path folder;
  private final boolean kept;
  private boolean logsStay;

  private Workplace(Path folder, boolean kept) {
    this.folder = folder;
    this.kept = kept;
  }

  /// @param keep where to work and to leave everything, in place of a folder that is deleted
  /// @param bytes that will be written
  static Workplace open(Optional<Path> keep, long bytes) throws IOException {
    Workplace place = keep.isPresent() ? named(keep.get()) : temporary();
    try {
      place.requireRoom(bytes + SPARE_BYTES);
      Files.createDirectory(place.logs());
    } catch (IOException | RuntimeException e) {
      place.close();
      throw e;
    }
    return place;
  }

  private static Workplace named(Path folder) {
    try {
      Files.createDirectories(folder);
      requireEmpty(folder);
      return new Workplace(folder.toRealPath(), true);
    } catch (IOException e) {
      throw Failures.of("--keep " + folder, e);
    }
  }

  private static Workplace temporary() {
    Path parent = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    try {
      return new Workplace(Files.createTempDirectory(parent, "panal-demo-").toRealPath(), false);
    } catch (IOException e) {
      throw Failures.of(parent.toString(), e);
    }
  }

  private static void requireEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new CommandFailure(
            ExitCode.WOULD_OVERWRITE,
            "--keep " + folder + ": is not empty; name a new folder, it is made");
      }
    }
  }

  private void requireRoom(long bytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes) {
      throw new CommandFailure(
          ExitCode.DISK_FULL,
          (kept ? folder : folder.getParent())
              + ": the demo writes "
              + Sizes.print(bytes)
              + " and "
              + Sizes.print(free)
              + " is free; choose a smaller --size, or another disk with --keep DIR");
    }
  }

  Path folder() {
    return folder;
  }

  Path logs() {
    return folder.resolve("logs");
  }

  boolean kept() {
    return kept;
  }

  /// Somebody will want to read them.
  void keepLogs() {
    logsStay = true;
  }

  @Override
  public void close() throws IOException {
    if (!kept) {
      delete(folder, logsStay ? logs() : null);
    }
  }

  private static void delete(Path folder, @Nullable Path spared) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path sub, BasicFileAttributes attributes) {
            return sub.equals(spared) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path sub, @Nullable IOException e)
              throws IOException {
            if (spared == null || !spared.startsWith(sub)) {
              Files.deleteIfExists(sub);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

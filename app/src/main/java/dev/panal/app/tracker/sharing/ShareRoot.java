package dev.panal.app.tracker.sharing;

import dev.panal.app.console.Failures;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;

/// The folder below which everything may be shared.
final class ShareRoot {
  /// As deep as a torrent can be made of.
  private static final int MAX_DEPTH = 256;

  /// More files than any torrent may have.
  private static final int MAX_FILES = 200_000;

  private final Path root;

  /// @throws IOException if there is no such folder
  ShareRoot(Path root) throws IOException {
    this.root = root.toRealPath();
  }

  Path folder() {
    return root;
  }

  /// A path that somebody named, relative to the root or absolute.
  ///
  /// @throws NotShared if it, or anything in it, is not below the root
  Path below(String named) throws NotShared {
    Path path;
    try {
      path = root.resolve(named).normalize();
    } catch (InvalidPathException e) {
      throw new NotShared("path: not a name of a file");
    }
    if (!path.startsWith(root) || path.equals(root)) {
      throw new NotShared("path: only what lies below " + root + " is shared here");
    }
    try {
      check(path);
      if (Files.isDirectory(path)) {
        checkAll(path);
      }
    } catch (IOException e) {
      throw new NotShared(shown(path) + ": " + Failures.reason(e));
    }
    return path;
  }

  private void checkAll(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        MAX_DEPTH,
        new SimpleFileVisitor<>() {
          private int files;

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (++files > MAX_FILES) {
              throw new NotShared(shown(folder) + ": more than " + MAX_FILES + " files");
            }
            if (!attributes.isSymbolicLink()) { // to nowhere: it is left out of the torrent
              check(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes)
              throws IOException {
            check(inner);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void check(Path path) throws IOException {
    if (!path.toRealPath().startsWith(root)) {
      throw new NotShared(shown(path) + ": a link that leads out of " + root);
    }
  }

  private String shown(Path path) {
    return root.relativize(path).toString();
  }

  /// Something may not be shared; the message says why.
  static final class NotShared extends IOException {
    private static final long serialVersionUID = 1L;

    NotShared(String message) {
      super(message);
    }
  }
}

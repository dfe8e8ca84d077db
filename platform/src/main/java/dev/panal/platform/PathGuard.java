package dev.panal.platform;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Finds the place of a file below its folder without ever leaving the folder.
///
/// The folder itself may be a link: that is how people send downloads to another disk. Below it
/// every name is looked at, and a link is followed only if it ends inside the folder. The names
/// were cleaned when the torrent was read; this is the second lock, on what lies on the disk.
final class PathGuard {
  private PathGuard() {}

  /// Where a file is, or would be.
  ///
  /// @param path without links
  /// @param attributes null if there is no such file
  record Place(Path path, @Nullable BasicFileAttributes attributes) {
    BasicFileAttributes found() throws NoSuchFileException {
      if (attributes == null) {
        throw new NoSuchFileException(path.toString());
      }
      return attributes;
    }
  }

  /// @param makeFolders makes the folders on the way that are missing, else that is a
  ///   [NoSuchFileException]
  static Place find(FileOnDisk file, boolean makeFolders) throws IOException {
    requireBelow(file.relative);
    if (makeFolders) {
      Files.createDirectories(file.folder);
    }
    Path root = file.folder.toRealPath();
    Path at = root;
    int last = file.relative.getNameCount() - 1;
    for (int i = 0; i < last; i++) {
      at = folder(root, at.resolve(file.relative.getName(i)), makeFolders);
    }
    Path path = at.resolve(file.relative.getName(last));
    BasicFileAttributes attributes = attributes(path);
    if (attributes != null && attributes.isSymbolicLink()) {
      path = inside(root, path);
      attributes = attributes(path);
    }
    if (attributes != null && !attributes.isRegularFile()) {
      throw new UnsafePathException("not a regular file");
    }
    return new Place(path, attributes);
  }

  private static void requireBelow(Path relative) throws UnsafePathException {
    if (relative.isAbsolute() || relative.toString().isEmpty()) {
      throw new UnsafePathException("not a path below a folder");
    }
    for (Path name : relative) {
      String text = name.toString();
      if (text.equals("..") || text.equals(".")) {
        throw new UnsafePathException("the path climbs out of its folder");
      }
    }
  }

  private static Path folder(Path root, Path path, boolean make) throws IOException {
    BasicFileAttributes attributes = attributes(path);
    if (attributes == null && make) {
      try {
        Files.createDirectory(path);
      } catch (FileAlreadyExistsException e) {
        // Somebody else made it in between; what it is gets checked like everything else.
      }
      attributes = attributes(path);
    }
    if (attributes == null) {
      throw new NoSuchFileException(path.toString());
    }
    Path real = attributes.isSymbolicLink() ? inside(root, path) : path;
    if (!attributes.isDirectory() && !Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
      throw new UnsafePathException(path.getFileName() + " is not a folder");
    }
    return real;
  }

  private static Path inside(Path root, Path link) throws IOException {
    Path real;
    try {
      real = link.toRealPath();
    } catch (NoSuchFileException e) {
      throw new UnsafePathException("the link " + link.getFileName() + " leads nowhere");
    }
    if (!real.startsWith(root)) {
      throw new UnsafePathException("the link " + link.getFileName() + " leads out of the folder");
    }
    return real;
  }

  private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}

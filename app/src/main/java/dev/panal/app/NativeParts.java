package dev.panal.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.util.LibraryLoaderUtil;

/// Run by the build: puts the native library that the program needs on this machine into a folder,
/// so that no start has to unpack it, and none leaves it in /tmp.
final class NativeParts {
  private NativeParts() {}

  static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    Files.createDirectories(folder);
    try (InputStream in = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no SQLite for this system: " + resource);
      }
      Files.copy(in, folder.resolve(name));
    }
  }
}

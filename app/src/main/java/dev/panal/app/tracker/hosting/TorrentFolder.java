package dev.panal.app.tracker.hosting;

import dev.panal.app.tracker.hosting.HostedTorrent.TorrentFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The folder of `.torrent` files.
final class TorrentFolder {
  /// What a killed process may leave behind of a file it was writing.
  private static final String UNFINISHED = ".unfinished-";

  private final Path path;

  /// Makes the folder if it is not there.
  TorrentFolder(Path path) throws IOException {
    this.path = Files.createDirectories(path);
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(path, UNFINISHED + "*")) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  Path path() {
    return path;
  }

  /// The files that look like torrents, by name, so that who comes first is always the same.
  ///
  /// @param most no more than this are looked at
  List<TorrentFile> list(int most) throws IOException {
    List<TorrentFile> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (FileNames.isTorrent(name)) {
          BasicFileAttributes attributes = attributes(entry);
          if (attributes != null && attributes.isRegularFile()) {
            files.add(
                new TorrentFile(name, attributes.size(), attributes.lastModifiedTime().toMillis()));
          }
        }
        if (files.size() == most) {
          break;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    files.sort(Comparator.comparing(TorrentFile::name));
    return files;
  }

  private static @Nullable BasicFileAttributes attributes(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      return null; // it went away, or is a link to nowhere
    }
  }

  /// @throws IOException also if it has more than `most` bytes by now
  byte[] read(String name, int most) throws IOException {
    try (InputStream in = Files.newInputStream(path.resolve(name))) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException("it has grown beyond " + (most >> 20) + " MiB");
      }
      return bytes;
    }
  }

  /// Writes a new file, whole or not at all.
  TorrentFile write(String name, byte[] bytes) throws IOException {
    Path target = path.resolve(name);
    Path fresh = path.resolve(UNFINISHED + name.hashCode());
    try {
      try (FileChannel out =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
          int _ = out.write(left);
        }
        out.force(true); // the row that names it must not outlive it
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      boolean _ = Files.deleteIfExists(fresh);
      throw e;
    }
    BasicFileAttributes now = Files.readAttributes(target, BasicFileAttributes.class);
    return new TorrentFile(name, now.size(), now.lastModifiedTime().toMillis());
  }

  /// @return whether it was there
  boolean delete(String name) throws IOException {
    try {
      Files.delete(path.resolve(name));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}

package dev.panal.app.create;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/// Writes a new .torrent: whole or not at all, and never over something else.
final class TorrentTarget {
  private TorrentTarget() {}

  /// A file that is there may be replaced if it is a torrent of the same content, made earlier.
  ///
  /// @throws CommandFailure if it is something else, or the file cannot be written
  static void write(Path target, Metainfo metainfo) {
    try {
      if (Files.exists(target) && !same(target, metainfo)) {
        throw new CommandFailure(
            ExitCode.WOULD_OVERWRITE,
            target + ": a different file is already there; choose another name with -o");
      }
      Path folder = Objects.requireNonNull(target.getParent());
      Path fresh = Files.createTempFile(folder, ".panal", ".torrent");
      try {
        Files.write(fresh, metainfo.encode());
        readableLikeOthers(fresh);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        Files.deleteIfExists(fresh);
        throw e;
      }
    } catch (IOException e) {
      throw Failures.of(target + ": cannot be written", e);
    }
  }

  private static boolean same(Path target, Metainfo metainfo) throws IOException {
    if (!Files.isRegularFile(target) || Files.size(target) > Metainfo.MAX_BYTES) {
      return false;
    }
    try {
      return Metainfo.parse(Files.readAllBytes(target))
          .info()
          .infoHash()
          .equals(metainfo.info().infoHash());
    } catch (ProtocolException e) {
      return false;
    }
  }

  // Temporary files are made for their owner's eyes only.
  private static void readableLikeOthers(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    } catch (UnsupportedOperationException e) {
      // No such permissions on this file system.
    }
  }
}

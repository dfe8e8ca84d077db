package dev.panal.app.transfer;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.units.Sizes;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.Info;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A quick look whether all of a torrent's files are here, before a session opens them: a session
/// would make those that are missing.
public final class SeedCheck {
  private SeedCheck() {}

  /// @throws CommandFailure that names the first file that is not as long as the torrent says
  public static void files(Info info, Path folder) {
    for (FileEntry entry : info.files()) {
      if (entry.pad() || entry.symlink()) {
        continue;
      }
      Path file = folder.resolve(String.join("/", entry.path()));
      long length;
      try {
        length = Files.size(file);
      } catch (IOException e) {
        throw new CommandFailure(
            ExitCode.FAILED,
            file
                + ": "
                + Failures.reason(e)
                + "; name the folder that holds "
                + info.name()
                + " with -d, or fetch it with panal get",
            e);
      }
      if (length != entry.length()) {
        throw new CommandFailure(
            ExitCode.FAILED,
            file
                + ": has "
                + Sizes.print(length)
                + " where the torrent says "
                + Sizes.print(entry.length())
                + "; fetch it with panal get");
      }
    }
  }
}

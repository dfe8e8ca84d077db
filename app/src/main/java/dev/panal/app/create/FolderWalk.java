package dev.panal.app.create;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.console.Text;
import dev.panal.wire.metainfo.TorrentBuilder;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

/// Finds the files to share. Hidden ones belong to it; links are followed, so that who downloads
/// gets what the maker sees; sockets, pipes and links to nowhere are left out with a warning. What
/// cannot be read is an error: a torrent that lacks a file without saying so is worse than none.
final class FolderWalk {
  private static final int MAX_DEPTH = 256; // of folders; deeper is a loop that links hide

  private final Path root;
  private final Path except;
  private final Consumer<String> warnings;
  private final List<FoundFile> found = new ArrayList<>();

  private FolderWalk(Path root, Path except, Consumer<String> warnings) {
    this.root = root;
    this.except = except;
    this.warnings = warnings;
  }

  /// @param path a file or a folder
  /// @param except a file to leave out: the .torrent that is being made
  /// @return in the order in which the torrent names them
  /// @throws CommandFailure if there is nothing, or something that cannot be read
  static List<FoundFile> of(Path path, Path except, Consumer<String> warnings) {
    try {
      if (!Files.isDirectory(path)) {
        return List.of(single(path));
      }
      FolderWalk walk = new FolderWalk(path, except, warnings);
      walk.walk();
      if (walk.found.isEmpty()) {
        throw new CommandFailure(
            ExitCode.FAILED, path + ": there is no file in this folder to make a torrent of");
      }
      walk.found.sort(Comparator.comparing(FoundFile::names, TorrentBuilder.PATH_ORDER));
      return walk.found;
    } catch (IOException e) {
      throw Failures.of(path.toString(), e);
    }
  }

  private static FoundFile single(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new CommandFailure(ExitCode.FAILED, path + ": neither a file nor a folder");
    }
    return found(List.of(), path, attributes);
  }

  private static FoundFile found(List<String> names, Path path, BasicFileAttributes attributes)
      throws IOException {
    if (!Files.isReadable(path)) {
      throw unreadable(path, "permission denied");
    }
    return new FoundFile(
        names,
        path.toRealPath(),
        attributes.size(),
        attributes.lastModifiedTime().toMillis(),
        Files.isExecutable(path));
  }

  private void walk() throws IOException {
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        MAX_DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            visit(file, attributes);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (e instanceof FileSystemLoopException) {
              warnings.accept(file + ": a link that leads back into its own folder, left out");
              return FileVisitResult.CONTINUE;
            }
            throw unreadable(file, Failures.reason(e));
          }
        });
  }

  private void visit(Path file, BasicFileAttributes attributes) throws IOException {
    if (file.equals(except)) {
      return;
    }
    if (attributes.isSymbolicLink()) {
      warnings.accept(file + ": a link to nowhere, left out");
      return;
    }
    if (!attributes.isRegularFile()) {
      warnings.accept(file + ": not a regular file, left out");
      return;
    }
    List<String> names = new ArrayList<>();
    root.relativize(file).forEach(name -> names.add(name.toString()));
    found.add(found(names, file, attributes));
  }

  private static CommandFailure unreadable(Path file, String reason) {
    return new CommandFailure(
        ExitCode.FAILED,
        Text.safe(file.toString())
            + ": cannot be read: "
            + reason
            + "; make it readable or move it out of the folder");
  }
}

package dev.panal.app.create;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.console.Output;
import dev.panal.app.console.Text;
import dev.panal.app.hash.HashProgress;
import dev.panal.app.hash.Hashes;
import dev.panal.app.hash.Layout;
import dev.panal.io.Disk;
import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Disk.FileStatus;
import dev.panal.io.Failure;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.PieceLength;
import dev.panal.wire.metainfo.TorrentBuilder;
import dev.panal.wire.metainfo.TorrentBuilder.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Makes a torrent of what is on the disk.
public final class TorrentMaker {
  private final Output output;
  private final CreateOptions options;

  public TorrentMaker(Output output, CreateOptions options) {
    this.output = output;
    this.options = options;
  }

  /// @param target left out, should it lie in the folder to share
  /// @throws CommandFailure if something is missing, unreadable, or changes meanwhile
  public MadeTorrent make(Path target) throws InterruptedException {
    List<FoundFile> found = FolderWalk.of(options.path(), target, output::warning);
    TorrentBuilder builder = builder(found);
    try (Platform platform = Platform.open(PlatformConfig.defaults().withName("panal-create"))) {
      Layout layout = layout(builder, found, platform.ports().disk());
      HashProgress progress =
          new HashProgress(output, "hashing " + name(), layout.length() * passes());
      Hashes hashes = new Hashes(platform.ports(), layout, progress);
      if (options.version() != Version.V2) {
        builder.pieces(hashes.pieces(pieceLength(found), this::failed));
      }
      if (options.version() != Version.V1) {
        addTrees(builder, hashes, pieceLength(found));
      }
      progress.end();
    } catch (IOException e) {
      throw Failures.of("platform", e);
    }
    for (FoundFile file : found) {
      requireUnchanged(file);
    }
    return new MadeTorrent(builder.build(), statuses(builder.layout(), found));
  }

  private int passes() {
    return options.version() == Version.HYBRID ? 2 : 1;
  }

  private void addTrees(TorrentBuilder builder, Hashes hashes, int pieceLength)
      throws InterruptedException {
    List<FileEntry> entries = builder.layout();
    for (int file = 0; file < entries.size(); file++) {
      if (!entries.get(file).pad() && entries.get(file).length() > 0) {
        Hashes.Tree tree = hashes.tree(file, pieceLength, this::failed);
        builder.merkle(file, tree.root(), tree.layer());
      }
    }
  }

  private TorrentBuilder builder(List<FoundFile> found) {
    List<TorrentBuilder.Source> sources =
        found.stream()
            .map(file ->
                new TorrentBuilder.Source(
                    file.names(), file.length(), file.executable(), false, List.of()))
            .toList();
    try {
      TorrentBuilder builder =
          new TorrentBuilder(options.version(), name(), pieceLength(found), sources)
              .trackers(options.trackers().stream().map(List::of).toList())
              .webSeeds(options.webSeeds())
              .createdBy(options.createdBy())
              .creationDate(Instant.now());
      options.comment().ifPresent(builder::comment);
      options.source().ifPresent(builder::source);
      // Only said when it is so: to say "not private" would make another info-hash.
      return options.isPrivate() ? builder.isPrivate(true) : builder;
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.FAILED, options.path() + ": " + e.getMessage(), e);
    }
  }

  private int pieceLength(List<FoundFile> found) {
    return options
        .pieceLength()
        .orElseGet(() -> PieceLength.choose(found.stream().mapToLong(FoundFile::length).sum()));
  }

  private static List<FileStatus> statuses(List<FileEntry> entries, List<FoundFile> found) {
    Map<List<String>, FoundFile> byNames = byNames(found);
    List<FileStatus> statuses = new ArrayList<>();
    for (FileEntry entry : entries) {
      FoundFile file = byNames.get(names(entry));
      statuses.add(
          file == null
              ? new FileStatus(false, 0, 0)
              : new FileStatus(true, file.length(), file.modifiedMillis()));
    }
    return statuses;
  }

  private static Map<List<String>, FoundFile> byNames(List<FoundFile> found) {
    Map<List<String>, FoundFile> byNames = new HashMap<>();
    found.forEach(file -> byNames.put(file.names(), file));
    return byNames;
  }

  private static List<String> names(FileEntry entry) {
    return entry.path().subList(1, entry.path().size());
  }

  private static Layout layout(TorrentBuilder builder, List<FoundFile> found, Disk disk) {
    Map<List<String>, FoundFile> byNames = byNames(found);
    List<Optional<DiskFile>> files = new ArrayList<>();
    for (FileEntry entry : builder.layout()) {
      if (entry.pad()) {
        files.add(Optional.empty());
      } else {
        Path path = Objects.requireNonNull(byNames.get(names(entry))).path();
        files.add(
            Optional.of(
                disk.file(
                    Objects.requireNonNull(path.getParent()),
                    Objects.requireNonNull(path.getFileName()))));
      }
    }
    return new Layout(builder.layout(), files);
  }

  private String name() {
    Path name = options.path().getFileName();
    if (name == null) {
      throw new CommandFailure(
          ExitCode.FAILED, options.path() + ": has no name; choose a folder inside it");
    }
    return name.toString();
  }

  private CommandFailure failed(Failure failure) {
    return switch (failure.reason()) {
      case CHANGED, NOT_FOUND -> changed(failure.subject());
      case DISK_FULL,
          DENIED,
          EXISTS,
          UNSAFE_PATH,
          UNKNOWN_HOST,
          UNREACHABLE,
          TIMED_OUT,
          TOO_LARGE,
          PROTOCOL,
          CANCELLED,
          IO ->
          new CommandFailure(ExitCode.FAILED, Text.safe(failure.toString()));
    };
  }

  private static void requireUnchanged(FoundFile file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file.path(), BasicFileAttributes.class);
      if (now.size() != file.length()
          || now.lastModifiedTime().toMillis() != file.modifiedMillis()) {
        throw changed(file.path().toString());
      }
    } catch (IOException e) {
      throw changed(file.path().toString());
    }
  }

  private static CommandFailure changed(String file) {
    return new CommandFailure(
        ExitCode.FAILED,
        Text.safe(file) + ": changed while it was read; run it again when nobody writes to it");
  }
}

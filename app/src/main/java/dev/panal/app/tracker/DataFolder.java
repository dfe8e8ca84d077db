package dev.panal.app.tracker;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Output;
import dev.panal.app.settings.Homes;
import dev.panal.app.tracker.data.TrackerDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where a tracker keeps its things.
///
/// A folder that was named must work. The usual one may be in use, because a second tracker was
/// started only to try something, or not be writable: then the tracker runs all the same, in a
/// folder that goes when it ends, and says so.
final class DataFolder implements AutoCloseable {
  private final TrackerDatabase database;
  private final Optional<Path> passing;

  private DataFolder(TrackerDatabase database, Optional<Path> passing) {
    this.database = database;
    this.passing = passing;
  }

  static DataFolder open(Output output, Optional<Path> named) throws IOException {
    Path folder =
        named.orElseGet(() -> Homes.data(output.console(), Optional.empty()).resolve("tracker"));
    try {
      return new DataFolder(TrackerDatabase.open(folder, output::warning), Optional.empty());
    } catch (IOException e) {
      if (named.isPresent()) {
        throw new CommandFailure(
            ExitCode.FAILED,
            "--data " + folder + ": " + e.getMessage() + "; choose another folder",
            e);
      }
      output.warning(
          folder
              + ": "
              + e.getMessage()
              + "; what this tracker learns will be forgotten when it ends (name a folder for it"
              + " with --data)");
      Path passing = Files.createTempDirectory("panal-tracker");
      return new DataFolder(TrackerDatabase.open(passing, output::warning), Optional.of(passing));
    }
  }

  TrackerDatabase database() {
    return database;
  }

  @Override
  public void close() throws IOException {
    database.close();
    if (passing.isPresent()) {
      List<Path> all;
      try (Stream<Path> files = Files.walk(passing.get())) {
        all = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    }
  }
}

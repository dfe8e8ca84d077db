package dev.panal.app.tracker.sharing;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.Output;
import dev.panal.app.create.CreateOptions;
import dev.panal.app.create.MadeTorrent;
import dev.panal.app.create.TorrentMaker;
import dev.panal.app.database.Database;
import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.app.tracker.hosting.HostedTorrent.Origin;
import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.app.tracker.hosting.HostingChange;
import dev.panal.app.tracker.hosting.Publication;
import dev.panal.app.transfer.Seeding;
import dev.panal.wire.InfoHash;
import dev.panal.wire.metainfo.TorrentBuilder.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Shares paths of this machine: makes torrents of them, has them hosted, and seeds them.
///
/// One path is read at a time, whoever asks: reading keeps disk and processor busy. May be used
/// from any thread that may block.
public final class Sharing implements AutoCloseable {
  /// Resume data of what is seeded, in the data folder.
  private static final String HOME = "seeding";

  private final Output output;
  private final TrackerDatabase database;
  private final Hosting hosting;
  private final ShareRoot root;
  private final ShareTable table;
  private final InetAddress bind;
  private final ReentrantLock reading = new ReentrantLock();
  private List<String> announceUrls = List.of();
  private @Nullable Seeding seeding;

  /// What became of a wish to share.
  public sealed interface Outcome {
    /// It is hosted, and seeded.
    record Shared(Publication publication) implements Outcome {}

    /// Somebody else's path is being read.
    record Busy() implements Outcome {}

    /// @param why for people
    record Refused(String why) implements Outcome {}
  }

  /// @param output hears what is left out, and what could not be seeded
  /// @param root below which everything may be shared
  /// @param bind where the seeding peer listens
  /// @throws IOException if there is no such folder, or nothing can be kept; the message says why
  public Sharing(
      Output output, TrackerDatabase database, Hosting hosting, Path root, InetAddress bind)
      throws IOException {
    this.output = output;
    this.database = database;
    this.hosting = hosting;
    this.root = new ShareRoot(root);
    this.table = new ShareTable(database);
    this.bind = bind;
    hosting.onChange(this::changed);
  }

  /// Seeds again what was shared before.
  ///
  /// @param urls where this tracker is announced to
  public void begin(List<String> urls) throws InterruptedException {
    reading.lock();
    try {
      announceUrls = List.copyOf(urls);
      for (Map.Entry<InfoHash, String> shared : table.all().entrySet()) {
        Optional<HostedTorrent> torrent = hosting.find(shared.getKey());
        if (torrent.isEmpty()) {
          table.remove(shared.getKey());
        } else {
          again(torrent.get(), shared.getValue());
        }
      }
    } catch (SQLException e) {
      output.warning("what was shared before is not seeded: " + Database.reason(e));
    } finally {
      reading.unlock();
    }
  }

  private void again(HostedTorrent torrent, String path) throws InterruptedException {
    try {
      seeding().add(hosting.read(torrent).withFirstTier(announceUrls), parent(root.below(path)));
    } catch (IOException | CommandFailure e) {
      output.warning(torrent.name() + ": is not seeded any more: " + e.getMessage());
    }
  }

  /// Blocks until all of it has been read.
  ///
  /// @param named relative to the root, or absolute
  public Outcome share(String named) throws InterruptedException {
    if (!reading.tryLock()) {
      return new Outcome.Busy();
    }
    try {
      Path path = root.below(named);
      MadeTorrent made =
          new TorrentMaker(new Output(output.console(), Output.Verbosity.QUIET, false), wish(path))
              .make(database.folder().resolve(HOME));
      Publication publication = hosting.publish(made.metainfo().encode(), Origin.SHARE);
      if (!(publication instanceof Publication.Refused)) {
        table.put(made.metainfo().info().infoHash(), path.toString());
        seeding()
            .add(
                new MadeTorrent(made.metainfo().withFirstTier(announceUrls), made.statuses()),
                parent(path));
      }
      return new Outcome.Shared(publication);
    } catch (IOException | CommandFailure e) {
      return new Outcome.Refused(String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      return new Outcome.Refused(TrackerDatabase.FILE + ": " + Database.reason(e));
    } finally {
      reading.unlock();
    }
  }

  private static CreateOptions wish(Path path) {
    return new CreateOptions(
        path,
        Optional.empty(),
        List.of(),
        List.of(),
        OptionalInt.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        Version.V1,
        "Panal");
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  /// Opened when there is something to seed: it takes a port and some threads.
  private Seeding seeding() throws InterruptedException {
    Seeding open = seeding;
    if (open == null) {
      open = Seeding.open(database.folder().resolve(HOME), root.folder(), bind, output::warning);
      seeding = open;
    }
    return open;
  }

  private void changed(HostingChange change) {
    if (change instanceof HostingChange.Went(HostedTorrent torrent)
        && torrent.origin() == Origin.SHARE) {
      // Not here: whoever made the change holds others up.
      Thread.ofVirtual().name("panal-sharing").start(() -> forget(torrent.infoHash()));
    }
  }

  private void forget(InfoHash infoHash) {
    reading.lock();
    try {
      table.remove(infoHash);
      if (seeding != null) {
        seeding.remove(infoHash);
      }
    } catch (SQLException e) {
      // The database has told people; at the next start nothing is hosted under that hash.
    } finally {
      reading.unlock();
    }
  }

  @Override
  public void close() {
    if (seeding != null) {
      seeding.close();
    }
  }
}

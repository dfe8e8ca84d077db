package dev.panal.app.tracker.hosting;

import dev.panal.app.console.Failures;
import dev.panal.app.console.Text;
import dev.panal.app.database.Database;
import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.hosting.HostedTorrent.Origin;
import dev.panal.app.tracker.hosting.HostedTorrent.TorrentFile;
import dev.panal.app.tracker.hosting.Publication.Reason;
import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.Info;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The torrents that are hosted here.
///
/// May be used from any thread that may block. Who reads sees the last complete picture and waits
/// for nobody; changes come one after the other.
public final class Hosting implements AutoCloseable {
  /// Where the files are, in the tracker's data folder.
  public static final String FOLDER = "torrents";

  private static final Pattern HASH_NAME = Pattern.compile("[0-9a-fA-F]{40}\\.torrent");

  private final HostingLimits limits;
  private final InstantSource clock;
  private final TorrentFolder folder;
  private final TorrentTable table;
  private final Grievances grievances;
  private final List<Consumer<HostingChange>> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock changing = new ReentrantLock();
  private final FolderWatch watch;
  private final List<InfoHash> missing;

  /// The picture: replaced as a whole, by whoever holds the lock.
  private volatile Map<InfoHash, HostedTorrent> hosted = Map.of();

  /// The same by the names under which they are downloaded.
  private volatile Map<String, HostedTorrent> byName = Map.of();

  /// Reads the folder before it returns, and watches it from then on.
  ///
  /// @param warnings hears of files that cannot be hosted, once each
  /// @throws IOException if the folder or the tables cannot be made; the message says why
  public Hosting(
      TrackerDatabase database,
      HostingLimits limits,
      InstantSource clock,
      Consumer<String> warnings)
      throws IOException {
    this.limits = limits;
    this.clock = clock;
    this.table = new TorrentTable(database);
    this.grievances = new Grievances(warnings);
    try {
      this.folder = new TorrentFolder(database.folder().resolve(FOLDER));
    } catch (IOException e) {
      throw new IOException(database.folder().resolve(FOLDER) + ": " + Failures.reason(e), e);
    }
    picture(remembered());
    Map<InfoHash, HostedTorrent> before = hosted;
    rescan();
    this.missing = before.keySet().stream().filter(hash -> !hosted.containsKey(hash)).toList();
    this.watch = new FolderWatch(folder.path(), this::rescan);
  }

  private Map<InfoHash, HostedTorrent> remembered() throws IOException {
    try {
      return table.all().stream()
          .collect(Collectors.toMap(HostedTorrent::infoHash, torrent -> torrent, (a, b) -> a));
    } catch (SQLException e) {
      throw new IOException(TrackerDatabase.FILE + ": " + Database.reason(e), e);
    }
  }

  public HostingLimits limits() {
    return limits;
  }

  /// In no particular order.
  public Collection<HostedTorrent> all() {
    return Collections.unmodifiableCollection(hosted.values());
  }

  public Optional<HostedTorrent> find(InfoHash infoHash) {
    return Optional.ofNullable(hosted.get(infoHash));
  }

  /// What was hosted before this start and had no file any more when it began.
  public List<InfoHash> missingAtStart() {
    return missing;
  }

  /// By the name under which it is downloaded, or its info-hash in place of that.
  public Optional<HostedTorrent> byDownloadName(String name) {
    HostedTorrent torrent = byName.get(name);
    if (torrent == null && HASH_NAME.matcher(name).matches()) {
      torrent = hosted.get(InfoHash.ofHex(name.substring(0, 2 * InfoHash.LENGTH)));
    }
    return Optional.ofNullable(torrent);
  }

  /// `listener` hears of every change from now on, on the thread that made it, while others wait:
  /// it must be quick.
  public void onChange(Consumer<HostingChange> listener) {
    listeners.add(listener);
  }

  /// What its file says.
  ///
  /// @throws IOException if it is not there any more, or another file by now
  public Metainfo read(HostedTorrent torrent) throws IOException {
    try {
      Metainfo metainfo = Metainfo.parse(folder.read(torrent.file().name(), limits.torrentBytes()));
      if (metainfo.info().infoHash().equals(torrent.infoHash())) {
        return metainfo;
      }
    } catch (ProtocolException e) {
      throw new IOException("it is no torrent any more", e);
    }
    throw new IOException("it is another torrent by now");
  }

  /// The bytes of its file.
  ///
  /// @throws IOException if it cannot be read
  public byte[] bytes(HostedTorrent torrent) throws IOException {
    return folder.read(torrent.file().name(), limits.torrentBytes());
  }

  /// Hosts what is in `bytes`, which are kept as they are.
  public Publication publish(byte[] bytes, Origin origin) {
    return publish(bytes, new Provenance(Optional.empty(), now(), origin));
  }

  /// The same for what has been hosted elsewhere before.
  public Publication publish(byte[] bytes, Provenance from) {
    if (bytes.length > limits.torrentBytes()) {
      return tooLarge();
    }
    Info info;
    try {
      info = Metainfo.parse(bytes).info();
    } catch (ProtocolException e) {
      return refused(Reason.MALFORMED, "not a torrent: " + e.getMessage());
    }
    changing.lock();
    try {
      HostedTorrent there = hosted.get(info.infoHash());
      if (there != null) {
        return new Publication.Existing(there);
      }
      return room(bytes.length).orElseGet(() -> add(info, bytes, from));
    } finally {
      changing.unlock();
    }
  }

  /// How an upload of too many bytes is refused, also before all of it has come.
  public Publication.Refused tooLarge() {
    return refused(
        Reason.TOO_LARGE,
        "too large: a .torrent may have " + (limits.torrentBytes() >> 20) + " MiB here");
  }

  private Optional<Publication> room(int bytes) {
    if (hosted.size() >= limits.torrents()) {
      return Optional.of(
          refused(Reason.FULL, "full: no more than " + limits.torrents() + " torrents are hosted"));
    }
    long taken = hosted.values().stream().mapToLong(torrent -> torrent.file().bytes()).sum();
    if (taken + bytes > limits.totalBytes()) {
      return Optional.of(
          refused(
              Reason.FULL,
              "full: all .torrent files together may have "
                  + (limits.totalBytes() >> 20)
                  + " MiB"));
    }
    return Optional.empty();
  }

  private Publication add(Info info, byte[] bytes, Provenance from) {
    try {
      // Also files that cannot be hosted have their names.
      List<String> names =
          folder.list(2 * limits.torrents() + 1).stream()
              .map(file -> FileNames.key(file.name()))
              .toList();
      String name =
          from.fileName()
              .filter(
                  wanted -> FileNames.isFitting(wanted) && !names.contains(FileNames.key(wanted)))
              .orElseGet(() -> FileNames.choose(info.name(), names::contains));
      TorrentFile file = folder.write(name, bytes);
      HostedTorrent torrent = hostedTorrent(info, file, from.added(), from.origin());
      apply(List.of(torrent), List.of());
      return new Publication.Added(torrent);
    } catch (IOException e) {
      return refused(Reason.NOT_WRITTEN, "it cannot be written: " + Failures.reason(e));
    }
  }

  /// Corrects since when it is here and how it came; does nothing if it is not hosted.
  public void correct(InfoHash infoHash, Instant added, Origin origin) {
    changing.lock();
    try {
      HostedTorrent torrent = hosted.get(infoHash);
      if (torrent != null && !(torrent.added().equals(added) && torrent.origin() == origin)) {
        apply(List.of(torrent.with(added, origin)), List.of());
      }
    } finally {
      changing.unlock();
    }
  }

  /// @return what was removed; empty if it was not hosted
  /// @throws IOException if its file cannot be deleted
  public Optional<HostedTorrent> remove(InfoHash infoHash) throws IOException {
    changing.lock();
    try {
      HostedTorrent torrent = hosted.get(infoHash);
      if (torrent != null) {
        boolean _ = folder.delete(torrent.file().name());
        apply(List.of(), List.of(infoHash));
      }
      return Optional.ofNullable(torrent);
    } finally {
      changing.unlock();
    }
  }

  /// Looks at the folder, and makes the picture what is there.
  void rescan() {
    changing.lock();
    try {
      FolderScan scan = new FolderScan(folder, limits, hosted, grievances, now());
      FolderScan.Result result = scan.run();
      if (!result.put().isEmpty() || !result.remove().isEmpty()) {
        apply(result.put(), result.remove());
      }
    } catch (IOException e) {
      grievances.tell(folder.path() + ": cannot be read: " + Failures.reason(e));
    } finally {
      changing.unlock();
    }
  }

  private void apply(List<HostedTorrent> put, List<InfoHash> remove) {
    Map<InfoHash, HostedTorrent> next = new LinkedHashMap<>(hosted);
    List<HostedTorrent> gone =
        remove.stream()
            .map(next::remove)
            .flatMap(torrent -> Optional.ofNullable(torrent).stream())
            .toList();
    List<HostedTorrent> fresh =
        put.stream().filter(torrent -> !next.containsKey(torrent.infoHash())).toList();
    put.forEach(torrent -> next.put(torrent.infoHash(), torrent));
    picture(next);
    try {
      table.change(put, remove);
    } catch (SQLException e) {
      // The database has said so itself. The files are there; what is lost is since when.
    }
    fresh.forEach(torrent -> tell(new HostingChange.Came(torrent)));
    gone.forEach(torrent -> tell(new HostingChange.Went(torrent)));
  }

  private void picture(Map<InfoHash, HostedTorrent> next) {
    Map<String, HostedTorrent> names = new HashMap<>();
    next.values().forEach(torrent -> names.put(torrent.downloadName(), torrent));
    hosted = Collections.unmodifiableMap(next);
    byName = names;
  }

  private void tell(HostingChange change) {
    listeners.forEach(listener -> listener.accept(change));
  }

  static HostedTorrent hostedTorrent(Info info, TorrentFile file, Instant added, Origin origin) {
    List<FileEntry> files = info.files().stream().filter(entry -> !entry.pad()).toList();
    return new HostedTorrent(
        info.infoHash(),
        info.v1(),
        info.v2(),
        Text.safe(info.name()),
        info.contentLength(),
        files.size(),
        info.isPrivate(),
        file,
        added,
        origin);
  }

  // What the database keeps.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static Publication.Refused refused(Reason reason, String why) {
    return new Publication.Refused(reason, why);
  }

  /// Ends the watch; the database belongs to whoever opened it.
  @Override
  public void close() {
    watch.close();
  }
}

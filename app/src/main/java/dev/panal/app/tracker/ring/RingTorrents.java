package dev.panal.app.tracker.ring;

import dev.panal.app.console.Failures;
import dev.panal.app.console.Text;
import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.app.tracker.hosting.HostingChange;
import dev.panal.app.tracker.hosting.Publication;
import dev.panal.tracker.ring.SharedRows.Row;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes what is hosted on one tracker of a ring hosted on all.
///
/// What people change here becomes a row, and what rows say is done here. Which of the two a change
/// is, its thread tells: what rows say is done under a lock, and a change that its holder makes is
/// no news. So nothing goes in circles.
final class RingTorrents implements AutoCloseable {
  /// Torrents are in the memory of all trackers of a ring: so many bytes of them, an eighth of a
  /// heap of 1 GiB. What goes beyond it is hosted where it was published, and nowhere else.
  private static final long MAX_SHARED_BYTES = 128L << 20;

  /// Of so many that were hosted and are all gone at a start, the folder was lost, rather than each
  /// of them removed: then they come back from the others.
  private static final int LOST_TOGETHER = 2;

  /// The ring tells what it has, which need not be offered again, and what was removed meanwhile;
  /// only then it is told what is new here.
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /// What there was no room for is tried again after this time: somebody may have made some.
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final RingRows rows;
  private final Hosting hosting;
  private final Consumer<String> warnings;
  private final ReentrantLock applying = new ReentrantLock();
  private final TorrentParts parts = new TorrentParts();
  private final Duration retry;
  private final Set<String> told = new HashSet<>();

  /// Torrents of the ring for which there was no room here.
  private final Set<String> homeless = new HashSet<>();

  /// Of which version of the ring's rows is done what they say.
  private final Map<String, Long> done = new HashMap<>();

  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("panal-ring-torrents").factory());

  private @Nullable Thread time;

  RingTorrents(RingRows rows, Hosting hosting, Consumer<String> warnings) {
    this(rows, hosting, warnings, RETRY);
  }

  RingTorrents(RingRows rows, Hosting hosting, Consumer<String> warnings, Duration retry) {
    this.rows = rows;
    this.hosting = hosting;
    this.warnings = warnings;
    this.retry = retry;
  }

  /// Tells the ring what happened here while the tracker was down, and goes along with it from now
  /// on.
  void begin() {
    locked(this::removedMeanwhile);
    hosting.onChange(this::changed);
    rows.listen(Kind.TORRENT_PART, this::part);
    rows.listen(Kind.TORRENT, this::head);
    time = Thread.ofVirtual().name("panal-ring-torrents-time").start(this::timePasses);
  }

  private void timePasses() {
    try {
      Thread.sleep(SETTLING);
      later(this::offerAll);
      while (true) {
        Thread.sleep(retry);
        later(this::hostAgain);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void removedMeanwhile() {
    boolean lost = hosting.all().isEmpty() && hosting.missingAtStart().size() >= LOST_TOGETHER;
    if (lost) {
      warnings.accept(
          "all torrents are gone from the folder; those that other trackers of the ring host come"
              + " back");
      return;
    }
    for (InfoHash infoHash : hosting.missingAtStart()) {
      // Of what was known here, not of what the others have published anew meanwhile.
      living(infoHash.hex()).ifPresent(row -> remove(row, row.version() + 1));
    }
  }

  private Optional<Row> living(String torrent) {
    return rows.find(Kind.TORRENT, torrent).filter(row -> row.value().isPresent());
  }

  private static Optional<TorrentHead> decoded(Row row) {
    return row.value().flatMap(TorrentHead::decode);
  }

  // ---- what people do here ---------------------------------------------------------------------

  private void changed(HostingChange change) {
    if (!applying.isHeldByCurrentThread()) {
      later(() -> follow(change));
    }
  }

  private void follow(HostingChange change) {
    InfoHash infoHash = change.torrent().infoHash();
    Optional<Row> living = living(infoHash.hex());
    Optional<HostedTorrent> here = hosting.find(infoHash);
    switch (change) {
      case HostingChange.Came _ -> {
        if (living.isEmpty() && here.isPresent()) {
          publish(here.get());
        }
      }
      case HostingChange.Went _ -> {
        // What the ring says by now, and is not done here yet, was not what was removed.
        if (living.isPresent()
            && here.isEmpty()
            && living.get().version() <= done.getOrDefault(infoHash.hex(), Long.MAX_VALUE)) {
          remove(living.get(), rows.nextVersion(Kind.TORRENT, infoHash.hex()));
        }
      }
    }
  }

  private void publish(HostedTorrent torrent) {
    long all = hosting.all().stream().mapToLong(hosted -> hosted.file().bytes()).sum();
    if (all > MAX_SHARED_BYTES) {
      tell(
          "",
          "all .torrent files together have more than "
              + (MAX_SHARED_BYTES >> 20)
              + " MiB: the other trackers of the ring do not get what is new");
      return;
    }
    bytes(torrent)
        .ifPresent(bytes -> {
          long version = rows.nextVersion(Kind.TORRENT, torrent.infoHash().hex());
          put(torrent, bytes, TorrentHead.of(torrent, bytes), version);
        });
  }

  private Optional<byte[]> bytes(HostedTorrent torrent) {
    try {
      return Optional.of(hosting.bytes(torrent));
    } catch (IOException e) {
      tell(torrent.infoHash().hex(), torrent.file().name() + ": " + Failures.reason(e));
      return Optional.empty();
    }
  }

  /// The head comes last: who has it has all.
  private void put(HostedTorrent torrent, byte[] bytes, TorrentHead head, long version) {
    String key = torrent.infoHash().hex();
    List<byte[]> cut = TorrentHead.parts(bytes);
    for (int i = 0; i < cut.size(); i++) {
      rows.put(Kind.TORRENT_PART, key + "/" + i, version, Optional.of(cut.get(i)));
    }
    rows.put(Kind.TORRENT, key, version, Optional.of(head.encode()));
    done.put(key, version);
  }

  private void remove(Row living, long version) {
    int count = decoded(living).map(TorrentHead::parts).orElse(0);
    rows.put(Kind.TORRENT, living.key(), version, Optional.empty());
    done.put(living.key(), version);
    for (int i = 0; i < count; i++) {
      rows.put(Kind.TORRENT_PART, living.key() + "/" + i, version, Optional.empty());
    }
  }

  // ---- the start -------------------------------------------------------------------------------

  /// The ring gets what it does not have yet. By now it has told what it has.
  private void offerAll() {
    for (HostedTorrent torrent : List.copyOf(hosting.all())) {
      Optional<Row> row = rows.find(Kind.TORRENT, torrent.infoHash().hex());
      Optional<TorrentHead> head = row.flatMap(RingTorrents::decoded);
      if (row.isEmpty() || row.get().value().isEmpty()) {
        publish(torrent);
      } else if (head.isPresent() && !hasAll(row.get(), head.get())) {
        offer(torrent, row.get(), head.get());
      }
    }
    for (Row row : rows.all(Kind.TORRENT)) {
      rows.offer(Kind.TORRENT, row);
    }
  }

  private boolean hasAll(Row row, TorrentHead head) {
    for (int i = 0; i < head.parts(); i++) {
      Optional<Row> part = rows.find(Kind.TORRENT_PART, row.key() + "/" + i);
      if (part.isEmpty() || part.get().version() < row.version()) {
        return false;
      }
    }
    return true;
  }

  private void offer(HostedTorrent torrent, Row row, TorrentHead head) {
    bytes(torrent)
        .ifPresent(bytes -> {
          if (head.isOf(bytes)) {
            put(torrent, bytes, head, row.version());
          } else {
            // Somebody has changed it, and nobody else may have it as it was.
            publish(torrent);
          }
        });
  }

  // ---- what the ring says ----------------------------------------------------------------------

  private void part(Row row) {
    later(() -> {
      int slash = row.key().indexOf('/');
      if (slash < 0 || row.value().isEmpty()) {
        return;
      }
      String torrent = row.key().substring(0, slash);
      Optional<Row> head = rows.find(Kind.TORRENT, torrent);
      boolean had = head.isPresent() && head.get().version() >= row.version();
      if (!had || hosting.find(InfoHash.ofHex(torrent)).isEmpty()) {
        int number = Integer.parseInt(row.key().substring(slash + 1));
        parts.put(torrent, number, row.version(), row.value().get());
        head.ifPresent(this::host);
      }
    });
  }

  private void head(Row row) {
    later(() -> {
      done.put(row.key(), row.version());
      if (row.value().isPresent()) {
        host(row);
      } else {
        parts.drop(row.key(), row.version());
        unhost(row);
      }
    });
  }

  private void host(Row row) {
    Optional<TorrentHead> head = decoded(row);
    if (head.isEmpty()) {
      return;
    }
    InfoHash infoHash = InfoHash.ofHex(row.key());
    if (hosting.find(infoHash).isPresent()) {
      hosting.correct(infoHash, head.get().added(), head.get().origin());
      parts.drop(row.key(), row.version());
      return;
    }
    Optional<byte[]> whole = parts.whole(row.key(), row.version(), head.get().parts());
    if (whole.isEmpty() || !head.get().isOf(whole.get())) {
      return;
    }
    if (hosting.publish(whole.get(), head.get().provenance())
        instanceof Publication.Refused refused) {
      tell(row.key(), head.get().fileName() + " of the ring cannot be hosted: " + refused.why());
      switch (refused.reason()) {
        case FULL, NOT_WRITTEN -> homeless.add(row.key());
        case MALFORMED, TOO_LARGE -> {}
      }
    } else {
      parts.drop(row.key(), row.version());
    }
  }

  private void hostAgain() {
    List<String> again = List.copyOf(homeless);
    homeless.clear();
    again.forEach(torrent -> living(torrent).ifPresent(this::host));
  }

  private void unhost(Row row) {
    InfoHash infoHash = InfoHash.ofHex(row.key());
    Optional<HostedTorrent> here = hosting.find(infoHash);
    // What came after it was removed elsewhere is meant to be here, and is about to be told.
    if (here.isPresent() && here.get().added().toEpochMilli() < row.version()) {
      try {
        Optional<HostedTorrent> _ = hosting.remove(infoHash);
      } catch (IOException e) {
        tell(row.key(), here.get().file().name() + ": cannot be removed: " + Failures.reason(e));
      }
    }
  }

  private void tell(String what, String warning) {
    if (told.add(what)) {
      warnings.accept(Text.safe(warning));
    }
  }

  private void locked(Runnable work) {
    applying.lock();
    try {
      work.run();
    } finally {
      applying.unlock();
    }
  }

  private void later(Runnable work) {
    try {
      worker.execute(() -> locked(work));
    } catch (RejectedExecutionException e) {
      // The tracker is ending; at the next start it is seen what has happened.
    }
  }

  @Override
  public void close() {
    if (time != null) {
      time.interrupt();
    }
    worker.close();
  }
}

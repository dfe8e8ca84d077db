package dev.panal.engine;

import dev.panal.engine.announce.Announcer;
import dev.panal.engine.storage.CheckReport;
import dev.panal.engine.storage.CheckScope;
import dev.panal.engine.storage.Storage;
import dev.panal.engine.storage.StorageListener;
import dev.panal.engine.swarm.PeerOrigin;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import dev.panal.wire.metainfo.Info;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One swarm: the place where the rooms meet. Owned by the session's loop.
///
/// When everything wanted is here and nobody is connected, it is parked after a while: connections,
/// picker, choker and storage are let go, and what is left is what it takes to announce, to be
/// shown, and to go on when somebody comes ([#wake()]). Sessions have ten thousand of these.
///
/// It conducts: storage finds out what is here, then peers are welcome, what they say goes to
/// picker and choker (through [Fetching] and [Serving]), blocks go to storage, and what storage
/// verifies is told to everybody. The algorithms are in the rooms.
final class Torrent implements StorageListener {
  private static final Logger LOG = LoggerFactory.getLogger(Torrent.class);

  /// How often a check tells how far it is.
  private static final long CHECK_EVENT_NANOS = 200_000_000L;

  /// After so long without a connection nobody is about to come back.
  private static final long PARK_AFTER_NANOS = 60_000_000_000L;

  private final SessionContext context;
  private final Info info;
  private final Path folder;
  private final boolean sequential;
  private final InfoHash infoHash;
  private final BitSet unwanted;
  private final Conversation conversation;
  private final Announcer announcer;
  private final TorrentReport report = new TorrentReport(this);
  private TorrentState state = TorrentState.CHECKING;
  private Optional<Failure> failure = Optional.empty();
  private ResumeData.Totals before = ResumeData.Totals.NONE;
  private long checkedBytes;
  private long nextCheckEventNanos;
  private long startedNanos;
  private long idleSinceNanos;
  private boolean completed;
  private List<InetSocketAddress> firstPeers;

  /// What is known of the files while the torrent is parked; all the next four are null then.
  private @Nullable ResumeData parked;

  private @Nullable Peers peers;
  private @Nullable Storage storage;
  private @Nullable Fetching fetching;
  private @Nullable Serving serving;
  private @Nullable Runnable whenQuiet;
  private List<Integer> lost = List.of();

  Torrent(SessionContext context, AddTorrent request) {
    this.context = context;
    this.info = request.metainfo().info();
    this.folder = request.folder();
    this.sequential = request.sequential();
    this.firstPeers = request.peers();
    this.infoHash = info.infoHash();
    this.unwanted = unwanted(request.files(), info.files().size());
    this.conversation = new Conversation(this);
    this.peers = new Peers(context, conversation);
    this.announcer =
        new Announcer(
            context.ports(),
            context.trackers(),
            context.announcing(),
            infoHash,
            context.peerId(),
            context.listening().getPort(),
            request.metainfo().trackerTiers(),
            new Announcements(this));
  }

  private static BitSet unwanted(List<Integer> wanted, int count) {
    BitSet bits = new BitSet(count);
    if (!wanted.isEmpty()) {
      bits.set(0, count);
      wanted.forEach(bits::clear);
    }
    return bits;
  }

  // ---- from nothing to running -----------------------------------------------------------------

  void start() {
    startedNanos = context.nowNanos();
    context.resume().load(infoHash, this::loaded);
  }

  private void loaded(Result<Optional<ResumeData>> result) {
    Optional<ResumeData> resume =
        switch (result) {
          case Result.Done<Optional<ResumeData>>(Optional<ResumeData> data) ->
              data.filter(d -> d.folder().equals(folder));
          case Result.Failed<Optional<ResumeData>>(Failure why) -> {
            warn("resume data could not be read, checking everything: " + why);
            yield Optional.empty();
          }
        };
    if (state == TorrentState.STOPPED) {
      return;
    }
    before = resume.map(ResumeData::totals).orElse(ResumeData.Totals.NONE);
    storage = context.storage().open(info, folder, unwanted, resume, report::totals, this);
    check(resume.isPresent() ? CheckScope.DOUBTFUL : CheckScope.ALL, resume.isEmpty());
  }

  private void check(CheckScope scope, boolean fresh) {
    state = TorrentState.CHECKING;
    failure = Optional.empty();
    storage()
        .check(
            scope,
            this::checking,
            result -> {
              switch (result) {
                case Result.Done<CheckReport>(CheckReport found) -> checked(found, fresh);
                case Result.Failed<CheckReport>(Failure why) -> fail(why);
              }
            });
  }

  private void checking(long checked, long total) {
    checkedBytes = checked;
    long now = context.nowNanos();
    if (now - nextCheckEventNanos >= 0 || checked == total) {
      nextCheckEventNanos = now + CHECK_EVENT_NANOS;
      context.tell(new SessionEvent.Checking(infoHash, checked, total));
    }
  }

  /// @param fresh whether we have never worked on these files: then a file of which nothing is ours
  ///   is somebody else's, and must not be written over
  private void checked(CheckReport found, boolean fresh) {
    if (state != TorrentState.CHECKING) {
      return;
    }
    if (!fresh) {
      prepare();
      return;
    }
    for (int file = 0; file < found.files().size(); file++) {
      if (found.files().get(file).foreign() && !unwanted.get(file)) {
        fail(
            new Failure(
                Failure.Reason.EXISTS,
                folder.resolve(String.join("/", info.files().get(file).path())).toString(),
                "a different file is already there; move it away or choose another folder"));
        return;
      }
    }
    // Saved before the first file is made: else, killed here, we would take our own files for
    // another's.
    ResumeData first =
        new ResumeData(
            infoHash,
            folder,
            info.pieceCount(),
            new BitSet(),
            FileStamps.none(info.files().size()),
            unwanted,
            before,
            context.ports().loop().epochMillis(),
            0);
    context
        .resume()
        .save(
            List.of(first),
            saved -> {
              if (saved instanceof Result.Failed<Integer>(Failure why)) {
                warn("resume data could not be saved: " + why);
              }
              prepare();
            });
  }

  private void prepare() {
    if (state != TorrentState.CHECKING) {
      return;
    }
    storage()
        .prepare(result -> {
          switch (result) {
            case Result.Done<Storage> _ -> whenQuiet(this::begin);
            case Result.Failed<Storage>(Failure why) -> fail(why);
          }
        });
  }

  private void begin() {
    if (state != TorrentState.CHECKING) {
      return;
    }
    checkedBytes = 0;
    Storage ready = storage();
    completed = ready.complete();
    state = completed ? TorrentState.SEEDING : TorrentState.DOWNLOADING;
    context.tell(new SessionEvent.Started(infoHash, ready.verifiedBytes(), ready.wantedBytes()));
    if (info.pieceCount() == 0) {
      // Only empty files: nothing to fetch, nothing to serve.
      context.tell(new SessionEvent.Completed(infoHash, 0));
      context.tell(new SessionEvent.Seeding(infoHash));
      return;
    }
    converse(ready);
    if (completed) {
      context.tell(new SessionEvent.Seeding(infoHash));
    }
    announcer.start();
    peers().reopen();
    peers().known(firstPeers, PeerOrigin.MANUAL);
    firstPeers = List.of();
    // Nobody has come yet: it need not be waited whether somebody comes back.
    idleSinceNanos = context.nowNanos() - PARK_AFTER_NANOS;
  }

  /// Makes what it takes to talk with peers.
  private void converse(Storage ready) {
    Peers all = peers();
    fetching = new Fetching(context, all, ready, sequential);
    fetching.begin(ready.have(), ready.wanted());
    serving = new Serving(context, all, info.pieceLength());
  }

  // ---- parked and back -------------------------------------------------------------------------

  private void parkIfIdle(long nowNanos) {
    Storage last = storage;
    if (state != TorrentState.SEEDING || last == null || fetching == null || peers().count() > 0) {
      idleSinceNanos = nowNanos;
    } else if (nowNanos - idleSinceNanos >= PARK_AFTER_NANOS && peers().book().isExpendable()) {
      parked = last.park().orElse(null);
      if (parked != null) {
        report.parking(last.wantedBytes(), fetching.picker().missingBytes());
        peers = null;
        storage = null;
        fetching = null;
        serving = null;
      }
    }
  }

  boolean parked() {
    return parked != null;
  }

  /// What is known of the files while it is parked.
  Optional<ResumeData> whileParked() {
    return Optional.ofNullable(parked);
  }

  /// Ends that the torrent is parked, if it is.
  ///
  /// @return its connections
  Peers wake() {
    ResumeData known = parked;
    if (known != null) {
      parked = null;
      idleSinceNanos = context.nowNanos();
      peers = new Peers(context, conversation);
      storage = context.storage().wake(info, folder, known, report::totals, this);
      converse(storage);
      context.waking().accept(this);
    }
    return peers();
  }

  // ---- what storage says -----------------------------------------------------------------------

  @Override
  public void pieceVerified(int piece) {
    Fetching running = fetching;
    if (running == null) {
      return;
    }
    for (int source : running.verified(piece)) {
      peers().book().praise(source);
    }
    context.tell(
        new SessionEvent.PieceVerified(
            infoHash, piece, running.picker().haveCount(), info.pieceCount()));
    if (!completed && storage().complete()) {
      complete();
    }
  }

  @Override
  public void pieceFailed(int piece) {
    Fetching running = fetching;
    if (running == null) {
      return;
    }
    context.tell(new SessionEvent.PieceFailed(infoHash, piece));
    int[] sources = running.failed(piece);
    for (int source : sources) {
      if (peers().book().blame(source, sources.length == 1, context.nowNanos())) {
        ban(source);
      }
    }
  }

  @Override
  public void suspended(Failure why, List<Integer> gone) {
    lost = gone;
    if (fetching != null) {
      fetching.pause();
    }
    fail(why);
  }

  @Override
  public void readFailed(int piece, Failure why) {
    if (state == TorrentState.DOWNLOADING || state == TorrentState.SEEDING) {
      warn("piece " + piece + " can no longer be read, checking again: " + why);
      recheck();
    }
  }

  private void complete() {
    completed = true;
    storage()
        .settle(result -> {
          if (state != TorrentState.DOWNLOADING) {
            return;
          }
          if (result instanceof Result.Failed<Storage>(Failure why)) {
            fail(why);
            return;
          }
          state = TorrentState.SEEDING;
          announcer.completed();
          context.tell(new SessionEvent.Completed(infoHash, storage().wantedBytes()));
          context.tell(new SessionEvent.Seeding(infoHash));
          closeUseless();
        });
  }

  /// When all we want is here, a peer that has everything neither gives nor takes.
  void closeUseless() {
    Fetching running = fetching;
    if (completed && running != null) {
      peers()
          .closeIf(peer -> running.picker().isSeed(peer.slot()), "both have everything they want");
    }
  }

  private void ban(int source) {
    for (Peer peer : peers().all()) {
      InetSocketAddress address = peer.connection().address();
      // Pieces it had already spoilt still fail while its connection ends: told once is enough.
      if (!peer.connection().closed() && peers().book().source(address) == source) {
        peer.connection().close("banned: sent corrupt data");
        context.tell(new SessionEvent.PeerBanned(infoHash, address, "sent corrupt data"));
      }
    }
  }

  // ---- failing, resuming, stopping -------------------------------------------------------------

  private void fail(Failure why) {
    if (state == TorrentState.STOPPED || state == TorrentState.FAILED) {
      return;
    }
    LOG.warn("{}: {}", info.name(), why);
    state = TorrentState.FAILED;
    failure = Optional.of(why);
    context.tell(new SessionEvent.TorrentFailed(infoHash, why));
  }

  /// A person says that what failed is mended.
  void resume() {
    if (state != TorrentState.FAILED || storage == null) {
      return;
    }
    Failure why = failure.orElseThrow();
    Fetching running = fetching;
    if (running == null || why.reason() != Failure.Reason.DISK_FULL) {
      recheck();
      return;
    }
    state = TorrentState.DOWNLOADING;
    failure = Optional.empty();
    storage()
        .resume(result -> {
          if (result instanceof Result.Failed<Storage>(Failure still)) {
            fail(still);
          } else if (state == TorrentState.DOWNLOADING) {
            running.resume(lost);
            lost = List.of();
          }
        });
  }

  private void recheck() {
    peers().closeAll("files are being checked");
    check(CheckScope.ALL, false);
  }

  /// Lets go of everything; `done` runs when nothing is left. Once.
  void stop(Runnable done) {
    state = TorrentState.STOPPED;
    Countdown countdown = new Countdown(3, done);
    announcer.stop(countdown::step);
    if (fetching != null) {
      fetching.stop();
    }
    if (peers != null) {
      peers.closeAll("we are closing");
    }
    whenQuiet(countdown::step);
    if (parked != null) {
      ResumeData last = parked.withTotals(report.totals());
      // Should it fail, the session has been told, and a few hours of seeding are not counted.
      context.storage().save(last, _ -> countdown.step());
    } else if (storage == null) {
      countdown.step();
    } else {
      storage.close(result -> {
        if (result instanceof Result.Failed<Storage>(Failure why)) {
          LOG.warn("{}: {}", info.name(), why);
          context.tell(new SessionEvent.Warning(infoHash, why.toString()));
        }
        countdown.step();
      });
    }
  }

  /// Runs `task` when no connection is left; at most one waits.
  private void whenQuiet(Runnable task) {
    if (peers == null || peers.count() == 0) {
      whenQuiet = null;
      task.run();
    } else {
      whenQuiet = task;
    }
  }

  void connectionGone() {
    Runnable task = whenQuiet;
    if (task != null && peers().count() == 0) {
      whenQuiet = null;
      task.run();
    }
  }

  // ---- time ------------------------------------------------------------------------------------

  /// While it is not parked, about twice a second. May park it.
  void tick(long nowNanos) {
    peers().tick(nowNanos);
    if (fetching != null && serving != null) {
      fetching.tick(nowNanos);
      serving.tick(completed, nowNanos);
      if (state == TorrentState.DOWNLOADING && peers().all().isEmpty()) {
        announcer.needPeers();
      }
    }
    parkIfIdle(nowNanos);
  }

  // ---- for the classes beside this one ---------------------------------------------------------

  InfoHash infoHash() {
    return infoHash;
  }

  Info info() {
    return info;
  }

  Path folder() {
    return folder;
  }

  SessionContext context() {
    return context;
  }

  Conversation conversation() {
    return conversation;
  }

  Announcer announcer() {
    return announcer;
  }

  /// Its connections; not while it is parked.
  Peers peers() {
    if (peers == null) {
      throw new IllegalStateException("parked");
    }
    return peers;
  }

  TorrentState state() {
    return state;
  }

  Optional<Failure> failure() {
    return failure;
  }

  boolean completed() {
    return completed;
  }

  long checkedBytes() {
    return checkedBytes;
  }

  long startedNanos() {
    return startedNanos;
  }

  ResumeData.Totals before() {
    return before;
  }

  /// Whether peers are welcome.
  boolean open() {
    return (fetching != null || parked != null)
        && (state == TorrentState.DOWNLOADING
            || state == TorrentState.SEEDING
            || state == TorrentState.FAILED);
  }

  Storage storage() {
    if (storage == null) {
      throw new IllegalStateException("resume data is still being read");
    }
    return storage;
  }

  Optional<Storage> storageIfOpen() {
    return Optional.ofNullable(storage);
  }

  Optional<Fetching> fetching() {
    return Optional.ofNullable(fetching);
  }

  Optional<Serving> serving() {
    return Optional.ofNullable(serving);
  }

  TorrentReport report() {
    return report;
  }

  void warn(String message) {
    LOG.warn("{}: {}", info.name(), message);
    context.tell(new SessionEvent.Warning(infoHash, message));
  }

  /// Runs a task when it has been stepped so many times.
  private static final class Countdown {
    private int left;
    private final Runnable done;

    Countdown(int steps, Runnable done) {
      this.left = steps;
      this.done = done;
    }

    void step() {
      if (--left == 0) {
        done.run();
      }
    }
  }
}

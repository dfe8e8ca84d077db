package dev.panal.engine;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/// A BitTorrent client: one listening port, one identity, any number of torrents.
///
/// Lives on the loop of its ports. All public methods may be called from any thread: they post to
/// that loop, in order, and their completions arrive on it. Nothing happens before [#start]; after
/// [#close] no timer, connection, socket or file of this session is left, and the ports may be
/// closed.
public final class Session {
  private final EventLoop loop;
  private final SessionCore core;

  /// @param resume keeps what must outlive the process
  /// @param events hears of everything on the loop, in order; must not block
  public Session(
      Ports ports, SessionConfig config, ResumeStore resume, Consumer<SessionEvent> events) {
    this.loop = ports.loop();
    this.core = new SessionCore(ports, config, resume, events);
  }

  /// Opens the port. The value is the address that was really taken; fails with the system's
  /// reason, for example when the port is in use. Torrents are added after this call.
  public void start(Completion<InetSocketAddress> completion) {
    loop.execute(() -> core.start(completion));
  }

  /// Adds a torrent and begins to check what is on the disk of it. Fails with
  /// [Failure.Reason#EXISTS] if it is here already.
  public void add(AddTorrent request, Completion<InfoHash> completion) {
    loop.execute(() -> core.add(request, completion));
  }

  /// Stops a torrent and forgets it; the files stay. The completion comes when it has let go of
  /// everything.
  public void remove(InfoHash torrent, Completion<InfoHash> completion) {
    loop.execute(() -> core.remove(torrent, completion));
  }

  /// Tries again a torrent that is [TorrentState#FAILED]: checks the files and goes on.
  public void resume(InfoHash torrent, Completion<InfoHash> completion) {
    loop.execute(() -> core.resume(torrent, completion));
  }

  /// Names peers to try.
  public void addPeers(InfoHash torrent, List<InetSocketAddress> peers) {
    loop.execute(() -> core.addPeers(torrent, List.copyOf(peers)));
  }

  /// All torrents at one moment, in the order in which they were added.
  public void snapshot(Consumer<List<TorrentSnapshot>> consumer) {
    loop.execute(() -> consumer.accept(core.snapshot()));
  }

  /// Says goodbye to trackers and peers, writes and syncs what is verified, saves the resume data,
  /// lets go of everything. Trackers that do not answer are waited for at most two seconds. `done`
  /// runs once, on the loop; a second call waits for the first.
  public void close(Runnable done) {
    loop.execute(() -> core.close(done));
  }

  /// A [Result] as a session's methods answer it when there is no such torrent.
  static <T> Result<T> unknown(InfoHash torrent) {
    return Result.failed(
        Failure.Reason.NOT_FOUND, torrent.hex(), "no such torrent in this session");
  }
}

package dev.panal.engine;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.wire.InfoHash;
import java.util.List;
import java.util.Optional;

/// Where resume data outlives the process: a port of the engine, implemented by whoever embeds it.
///
/// Called on the loop and must not block it; completions arrive on the loop, once, never inside the
/// call. What the engine builds on:
/// - A save is all or nothing, also when the process is killed inside it: afterwards `load` and
///   `list` give either the old data or the new, for each torrent.
/// - Once a save has completed, the process may be killed and the data is still there.
/// - Saves of one session take effect in the order of the calls.
/// - Data that cannot be read (another version, damaged) is as good as absent: the torrent is then
///   checked from the start. It is never a failure of `load` or `list`.
///
/// [ResumeData#encode()] and [ResumeData#decode(byte\[\])] are the form for stores that keep bytes;
/// they may be called on any thread.
public interface ResumeStore {
  /// Empty if nothing (readable) is stored for the torrent.
  void load(InfoHash torrent, Completion<Optional<ResumeData>> completion);

  /// Everything that is stored, in the order of the info-hashes.
  void list(Completion<List<ResumeData>> completion);

  /// Stores each of `batch`, in one transaction, in place of what was there for the same torrent.
  ///
  /// @param completion brings the number of torrents saved
  void save(List<ResumeData> batch, Completion<Integer> completion);

  /// Forgets a torrent; that it was not there is a success.
  void remove(InfoHash torrent, Completion<InfoHash> completion);

  /// A store that keeps nothing, for programs that do not mind a check of the files at every start.
  /// Files that are there and hold nothing of the torrent are then taken for somebody else's.
  ///
  /// @param loop the session's
  static ResumeStore forgetful(EventLoop loop) {
    return new ForgetfulStore(loop);
  }
}

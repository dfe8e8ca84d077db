package dev.panal.simulator.scenario;

import dev.panal.engine.ResumeData;
import dev.panal.engine.ResumeStore;
import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Resume data of one host: it survives the programs, and each program has a view of it on its own
/// loop. A save takes its time; a program that is killed before has not saved.
public final class MemoryResumeStore {
  /// A small transaction with a sync on a solid state disk.
  private static final Duration COMMIT = Duration.ofMillis(4);

  private static final Duration ANSWER = Duration.ofMillis(1);

  private final Map<InfoHash, byte[]> rows = new TreeMap<>();

  public MemoryResumeStore() {}

  /// The store as a program with this loop sees it.
  public ResumeStore on(EventLoop loop) {
    return new View(loop);
  }

  /// What is stored now.
  public Optional<ResumeData> stored(InfoHash torrent) {
    return Optional.ofNullable(rows.get(torrent)).flatMap(MemoryResumeStore::decode);
  }

  private static Optional<ResumeData> decode(byte[] row) {
    try {
      return Optional.of(ResumeData.decode(row));
    } catch (ProtocolException _) {
      return Optional.empty();
    }
  }

  private final class View implements ResumeStore {
    private final EventLoop loop;

    View(EventLoop loop) {
      this.loop = loop;
    }

    @Override
    public void load(InfoHash torrent, Completion<Optional<ResumeData>> completion) {
      later(ANSWER, () -> completion.accept(Result.done(stored(torrent))));
    }

    @Override
    public void list(Completion<List<ResumeData>> completion) {
      later(
          ANSWER,
          () ->
              completion.accept(
                  Result.done(
                      rows.values().stream().flatMap(row -> decode(row).stream()).toList())));
    }

    @Override
    public void save(List<ResumeData> batch, Completion<Integer> completion) {
      // Encoded now: what is saved is what was said, whatever happens meanwhile.
      List<byte[]> encoded = batch.stream().map(ResumeData::encode).toList();
      later(
          COMMIT,
          () -> {
            for (int i = 0; i < encoded.size(); i++) {
              rows.put(batch.get(i).infoHash(), encoded.get(i));
            }
            later(ANSWER, () -> completion.accept(Result.done(encoded.size())));
          });
    }

    @Override
    public void remove(InfoHash torrent, Completion<InfoHash> completion) {
      later(
          COMMIT,
          () -> {
            rows.remove(torrent);
            later(ANSWER, () -> completion.accept(Result.done(torrent)));
          });
    }

    private void later(Duration delay, Runnable task) {
      EventLoop.Timer _ = loop.schedule(delay, task);
    }
  }
}

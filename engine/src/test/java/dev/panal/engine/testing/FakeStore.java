package dev.panal.engine.testing;

import dev.panal.engine.ResumeData;
import dev.panal.engine.ResumeStore;
import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Resume data in memory that outlives a loop: give the same map to the next store. A save takes a
/// while to be durable and as long again to be reported.
public final class FakeStore implements ResumeStore {
  private final EventLoop loop;
  private final Map<InfoHash, byte[]> rows;
  private Duration latency = Duration.ofMillis(2);
  private boolean failing;
  private int saves;

  public FakeStore(EventLoop loop) {
    this(loop, new TreeMap<>());
  }

  public FakeStore(EventLoop loop, Map<InfoHash, byte[]> rows) {
    this.loop = loop;
    this.rows = rows;
  }

  public Map<InfoHash, byte[]> rows() {
    return rows;
  }

  /// How many saves have become durable.
  public int saves() {
    return saves;
  }

  /// Half of what everything takes from now on.
  public void latency(Duration time) {
    latency = time;
  }

  /// From now on saves fail, or no longer.
  public void failing(boolean fails) {
    failing = fails;
  }

  @Override
  public void load(InfoHash torrent, Completion<Optional<ResumeData>> completion) {
    loop.schedule(latency, () -> completion.accept(Result.done(stored(torrent))));
  }

  /// What is durable now.
  public Optional<ResumeData> stored(InfoHash torrent) {
    return Optional.ofNullable(rows.get(torrent)).map(ResumeData::decode);
  }

  @Override
  public void list(Completion<List<ResumeData>> completion) {
    loop.schedule(
        latency,
        () ->
            completion.accept(
                Result.done(rows.values().stream().map(ResumeData::decode).toList())));
  }

  @Override
  public void save(List<ResumeData> batch, Completion<Integer> completion) {
    loop.schedule(
        latency,
        () -> {
          Result<Integer> result;
          if (failing) {
            result = Result.failed(Failure.Reason.IO, "resume store", "told to fail");
          } else {
            for (ResumeData data : batch) {
              rows.put(data.infoHash(), data.encode());
            }
            saves++;
            result = Result.done(batch.size());
          }
          loop.schedule(latency, () -> completion.accept(result));
        });
  }

  @Override
  public void remove(InfoHash torrent, Completion<InfoHash> completion) {
    loop.schedule(
        latency,
        () -> {
          rows.remove(torrent);
          completion.accept(Result.done(torrent));
        });
  }
}

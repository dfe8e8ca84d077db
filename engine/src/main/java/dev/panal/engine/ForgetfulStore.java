package dev.panal.engine;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import java.util.List;
import java.util.Optional;

/// Keeps nothing: see [ResumeStore#forgetful(EventLoop)].
final class ForgetfulStore implements ResumeStore {
  private final EventLoop loop;

  ForgetfulStore(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void load(InfoHash torrent, Completion<Optional<ResumeData>> completion) {
    loop.execute(() -> completion.accept(Result.done(Optional.empty())));
  }

  @Override
  public void list(Completion<List<ResumeData>> completion) {
    loop.execute(() -> completion.accept(Result.done(List.of())));
  }

  @Override
  public void save(List<ResumeData> batch, Completion<Integer> completion) {
    loop.execute(() -> completion.accept(Result.done(batch.size())));
  }

  @Override
  public void remove(InfoHash torrent, Completion<InfoHash> completion) {
    loop.execute(() -> completion.accept(Result.done(torrent)));
  }
}

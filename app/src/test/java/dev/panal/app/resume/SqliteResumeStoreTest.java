package dev.panal.app.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.FileStamps;
import dev.panal.engine.ResumeData;
import dev.panal.io.EventLoop;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteResumeStoreTest {
  private static final InfoHash ONE = InfoHash.ofHex("11".repeat(20));
  private static final InfoHash TWO = InfoHash.ofHex("22".repeat(20));

  @TempDir Path home;
  private final Path folder = Path.of("/downloads");
  private final List<String> troubles = new ArrayList<>();

  @Test
  void whatIsSavedIsThereAfterwards() {
    ResumeData data = data(ONE, folder, 5);
    try (SqliteResumeStore store = store(folder)) {
      assertThat(load(store, ONE)).isEmpty();
      save(store, data, data(TWO, folder, 1));
      assertThat(load(store, ONE)).contains(data);
    }
    try (SqliteResumeStore store = store(folder)) {
      assertThat(load(store, ONE)).contains(data);
      assertThat(list(store)).containsExactly(data, data(TWO, folder, 1));
      assertThat(tryRemove(store, ONE)).isEqualTo(Result.done(ONE));
      assertThat(load(store, ONE)).isEmpty();
    }
    assertThat(troubles).isEmpty();
  }

  @Test
  void aLaterSaveTakesThePlaceOfAnEarlier() {
    try (SqliteResumeStore store = store(folder)) {
      save(store, data(ONE, folder, 1));
      save(store, data(ONE, folder, 7));
      assertThat(list(store)).containsExactly(data(ONE, folder, 7));
    }
  }

  @Test
  void theSameTorrentInTwoFoldersIsTwoThings() {
    Path other = Path.of("/elsewhere");
    try (SqliteResumeStore here = store(folder);
        SqliteResumeStore there = store(other)) {
      save(here, data(ONE, folder, 1));
      save(there, data(ONE, other, 2));
      assertThat(load(here, ONE)).contains(data(ONE, folder, 1));
      assertThat(load(there, ONE)).contains(data(ONE, other, 2));
    }
  }

  @Test
  void manyStoresWriteOneDatabaseAtOnce() {
    List<SqliteResumeStore> stores = new ArrayList<>();
    List<CompletableFuture<Result<Integer>>> saves = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      stores.add(store(Path.of("/folder" + i)));
    }
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < stores.size(); i++) {
        CompletableFuture<Result<Integer>> save = new CompletableFuture<>();
        stores.get(i).save(List.of(data(ONE, Path.of("/folder" + i), round)), save::complete);
        saves.add(save);
      }
    }
    saves.forEach(
        save -> assertThat(save.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(Result.done(1)));
    stores.forEach(SqliteResumeStore::close);
    assertThat(troubles).isEmpty();
  }

  @Test
  void dataThatCannotBeReadIsAbsent() throws Exception {
    try (SqliteResumeStore store = store(folder)) {
      save(store, data(ONE, folder, 1));
    }
    try (Connection db = SqliteResumeStore.open(home)) {
      db.createStatement().executeUpdate("UPDATE resume SET data = x'00ff'");
    }
    try (SqliteResumeStore store = store(folder)) {
      assertThat(load(store, ONE)).isEmpty();
      assertThat(list(store)).isEmpty();
    }
  }

  @Test
  void aDatabaseOfANewerProgramIsLeftAlone() throws Exception {
    try (Connection db = SqliteResumeStore.open(home)) {
      db.createStatement().executeUpdate("PRAGMA user_version = 99");
    }
    try (SqliteResumeStore store = store(folder)) {
      assertThat(load(store, ONE)).isEmpty();
      assertThat(trySave(store, data(ONE, folder, 1))).isInstanceOf(Result.Failed.class);
    }
    assertThat(troubles).hasSize(1).first().asString().contains("newer Panal");
  }

  @Test
  void aHomeThatCannotBeMadeIsTroubleToldOnce() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "not a folder");
    try (SqliteResumeStore store =
        new SqliteResumeStore(new DirectLoop(), file, folder, this::tell)) {
      assertThat(load(store, ONE)).isEmpty();
      assertThat(tryRemove(store, ONE)).isInstanceOf(Result.Failed.class);
    }
    assertThat(troubles).hasSize(1).first().asString().contains(file.toString());
  }

  @Test
  void aFileThatIsNoDatabaseIsTrouble() throws Exception {
    Files.writeString(home.resolve("panal.db"), "x".repeat(5000));
    try (SqliteResumeStore store = store(folder)) {
      assertThat(load(store, ONE)).isEmpty();
    }
    assertThat(troubles).hasSize(1);
  }

  @Test
  void afterClosingEverythingIsRefused() {
    SqliteResumeStore store = store(folder);
    store.close();
    store.close();
    assertThat(trySave(store)).isInstanceOf(Result.Failed.class);
  }

  private SqliteResumeStore store(Path of) {
    return new SqliteResumeStore(new DirectLoop(), home, of, this::tell);
  }

  private synchronized void tell(String trouble) {
    troubles.add(trouble);
  }

  private static ResumeData data(InfoHash torrent, Path folder, int pieces) {
    BitSet have = new BitSet();
    have.set(0, pieces);
    return new ResumeData(
        torrent, folder, 100, have, FileStamps.none(3), new BitSet(), ResumeData.Totals.NONE, 1, 0);
  }

  private static Optional<ResumeData> load(SqliteResumeStore store, InfoHash torrent) {
    CompletableFuture<Result<Optional<ResumeData>>> result = new CompletableFuture<>();
    store.load(torrent, result::complete);
    return done(result);
  }

  private static List<ResumeData> list(SqliteResumeStore store) {
    CompletableFuture<Result<List<ResumeData>>> result = new CompletableFuture<>();
    store.list(result::complete);
    return done(result);
  }

  private static Result<Integer> trySave(SqliteResumeStore store, ResumeData... batch) {
    CompletableFuture<Result<Integer>> result = new CompletableFuture<>();
    store.save(List.of(batch), result::complete);
    return await(result);
  }

  private static void save(SqliteResumeStore store, ResumeData... batch) {
    assertThat(trySave(store, batch)).isEqualTo(Result.done(batch.length));
  }

  private static Result<InfoHash> tryRemove(SqliteResumeStore store, InfoHash torrent) {
    CompletableFuture<Result<InfoHash>> result = new CompletableFuture<>();
    store.remove(torrent, result::complete);
    return await(result);
  }

  private static <T> Result<T> await(CompletableFuture<Result<T>> result) {
    return result.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static <T> T done(CompletableFuture<Result<T>> result) {
    return switch (await(result)) {
      case Result.Done<T>(T value) -> value;
      case Result.Failed<T>(var failure) -> throw new AssertionError(failure.toString());
    };
  }

  /// Runs tasks where they are handed in.
  private static final class DirectLoop implements EventLoop {
    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public long epochMillis() {
      return 0;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean inLoop() {
      return true;
    }
  }
}

package dev.panal.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.ResumeData;
import dev.panal.engine.ResumeData.Totals;
import dev.panal.engine.testing.FakeBuffers;
import dev.panal.engine.testing.FakeDisk;
import dev.panal.engine.testing.FakeDisk.Volume;
import dev.panal.engine.testing.FakeLoop;
import dev.panal.engine.testing.FakeStore;
import dev.panal.io.Completion;
import dev.panal.io.Disk.Allocation;
import dev.panal.io.Failure;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One process with one torrent: a loop, the fakes, a storage, and what it said. The volume and the
/// rows of the store outlive it, so that the next rig is the next start.
final class Rig implements StorageListener {
  static final Duration LONG = Duration.ofMinutes(10);
  static final long BUFFERED = 8L << 20;
  static final long CACHED = 1L << 20;

  final FakeLoop loop = new FakeLoop();
  final FakeBuffers buffers = new FakeBuffers();
  final SampleTorrent torrent;
  final FakeDisk disk;
  final FakeStore store;
  final StorageRoom room;
  final Storage storage;
  final List<Integer> verified = new ArrayList<>();
  final List<Integer> failed = new ArrayList<>();
  final List<Failure> suspensions = new ArrayList<>();
  final List<Failure> readFailures = new ArrayList<>();
  final List<Failure> warnings = new ArrayList<>();
  List<Integer> lost = List.of();
  Totals totals = Totals.NONE;

  Rig(SampleTorrent torrent) {
    this(torrent, new Volume(), new java.util.TreeMap<>(), 1, new BitSet());
  }

  Rig(SampleTorrent torrent, Volume volume, Map<InfoHash, byte[]> rows, long seed) {
    this(torrent, volume, rows, seed, new BitSet());
  }

  Rig(
      SampleTorrent torrent,
      Volume volume,
      Map<InfoHash, byte[]> rows,
      long seed,
      BitSet unwanted) {
    this.torrent = torrent;
    this.disk = new FakeDisk(loop, buffers, volume, seed);
    this.store = new FakeStore(loop, rows);
    Ports ports = new Ports(loop, null, disk, null, buffers, new Random(seed));
    this.room =
        new StorageRoom(
            ports, new StorageLimits(BUFFERED, CACHED, Allocation.SPARSE), store, warnings::add);
    StorageRoom.Content content = torrent.on(disk);
    Optional<ResumeData> resume = store.stored(content.infoHash());
    this.storage = room.open(content, unwanted, resume, () -> totals, this);
  }

  /// Checked, prepared and ready for blocks.
  Rig opened() {
    check(CheckScope.DOUBTFUL);
    await(storage::prepare);
    return this;
  }

  CheckReport check(CheckScope scope) {
    return await(done -> storage.check(scope, (checked, total) -> {}, done));
  }

  /// The value that a call completes with.
  <T> T await(Consumer<Completion<T>> call) {
    return switch (result(call)) {
      case Result.Done<T>(T value) -> value;
      case Result.Failed<T>(Failure failure) -> throw new AssertionError(failure.toString());
    };
  }

  <T> Failure awaitFailure(Consumer<Completion<T>> call) {
    return switch (result(call)) {
      case Result.Done<T>(T value) -> throw new AssertionError("it worked: " + value);
      case Result.Failed<T>(Failure failure) -> failure;
    };
  }

  private <T> Result<T> result(Consumer<Completion<T>> call) {
    Outcome<T> outcome = new Outcome<>();
    call.accept(outcome);
    assertThat(outcome.result).as("completed inside of the call").isNull();
    assertThat(loop.runUntil(() -> outcome.result != null, LONG)).as("completes").isTrue();
    return outcome.result;
  }

  /// Remembers what a completion brought.
  static final class Outcome<T> implements Completion<T> {
    @Nullable Result<T> result;

    @Override
    public void accept(Result<T> result) {
      assertThat(this.result).as("completed twice").isNull();
      this.result = result;
    }
  }

  /// Gives all blocks of the piece, in a random order.
  void give(int piece, Random random) {
    List<Integer> blocks = new ArrayList<>();
    for (int block = 0; block < torrent.geometry().blockCount(piece); block++) {
      blocks.add(block);
    }
    java.util.Collections.shuffle(blocks, random);
    for (int block : blocks) {
      give(piece, block);
    }
  }

  void give(int piece, int block) {
    ByteBuffer bytes = torrent.block(piece, block);
    assertThat(storage.accept(piece, block * PieceGeometry.BLOCK_LENGTH, bytes)).isTrue();
    assertThat(bytes.hasRemaining()).isFalse();
  }

  void giveAll() {
    Random random = new Random(7);
    for (int piece = 0; piece < torrent.pieceCount(); piece++) {
      if (!storage.has(piece)) {
        give(piece, random);
      }
    }
  }

  void giveAllWanted() {
    Random random = new Random(8);
    BitSet wanted = storage.wanted();
    wanted.andNot(storage.have());
    wanted.stream().forEach(piece -> give(piece, random));
  }

  void runUntil(java.util.function.BooleanSupplier condition) {
    assertThat(loop.runUntil(condition, LONG)).as("comes true").isTrue();
  }

  /// Ends in order and looks for what was left behind.
  void close() {
    await(storage::close);
    await(room::close);
    loop.advance(Duration.ofMinutes(2));
    assertNothingLeft();
  }

  void assertNothingLeft() {
    assertThat(buffers.onLoanBytes()).as("bytes on loan").isZero();
    assertThat(room.bufferedBytes()).as("buffered bytes").isZero();
    assertThat(disk.inFlight()).as("operations in flight").isZero();
  }

  void assertFilesComplete() {
    for (int file = 0; file < torrent.files().size(); file++) {
      if (!torrent.files().get(file).pad() && !torrent.files().get(file).symlink()) {
        assertThat(disk.volume().bytes(torrent.path(file)))
            .as("file " + file)
            .isEqualTo(torrent.fileBytes(file));
      }
    }
  }

  static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  @Override
  public void pieceVerified(int piece) {
    assertThat(storage.has(piece)).isTrue();
    verified.add(piece);
  }

  @Override
  public void pieceFailed(int piece) {
    assertThat(storage.has(piece)).isFalse();
    failed.add(piece);
  }

  @Override
  public void suspended(Failure failure, List<Integer> gone) {
    suspensions.add(failure);
    lost = gone;
  }

  @Override
  public void readFailed(int piece, Failure failure) {
    readFailures.add(failure);
  }
}

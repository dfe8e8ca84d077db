package dev.panal.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.testing.FakeDisk.Kind;
import dev.panal.engine.testing.FakeDisk.Volume;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The promise of [ResumeJournal], put to the test: lives of a process that end anywhere, on a disk
/// whose clock is coarse. The clock even starts anew with each life, so that times of modification
/// repeat as often as they can.
class CrashTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final int LIVES = 6;
  private static final List<End> ENDS = List.of(End.values());

  private enum End {
    CLOSED,
    KILLED,
    POWER_CUT
  }

  @Property(tries = 150)
  void noVerifiedPieceIsLostAndNoOtherIsTrusted(@ForAll long seed) {
    new History(seed).run();
  }

  private static final class History {
    private final Random random;
    private final SampleTorrent torrent;
    private final Volume volume = new Volume();
    private final TreeMap<InfoHash, byte[]> rows = new TreeMap<>();
    private final BitSet unwanted = new BitSet();

    /// Reported as verified, in any life, and neither edited since nor without sync in a power cut.
    private final BitSet announced = new BitSet();

    /// Settled, or closed in order.
    private final BitSet durable = new BitSet();

    History(long seed) {
      random = new Random(seed);
      int pieceLength = new int[] {1000, BLOCK, 3 * BLOCK, 70_000}[random.nextInt(4)];
      int[] lengths = new int[1 + random.nextInt(6)];
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(5 * pieceLength);
      }
      lengths[0]++;
      torrent =
          new SampleTorrent.Maker(pieceLength)
              .files(lengths)
              .pad(random.nextInt(pieceLength))
              .files(1 + random.nextInt(1000))
              .make();
      volume.clockTickMillis(new int[] {1, 10, 2000, 100_000}[random.nextInt(4)]);
      for (int file = 1; file < lengths.length; file++) {
        unwanted.set(file, random.nextInt(6) == 0);
      }
    }

    void run() {
      for (int life = 0; life < LIVES; life++) {
        End end = live();
        if (end == End.POWER_CUT) {
          volume.cutPower();
          announced.and(durable);
        }
        if (random.nextInt(3) == 0) {
          edit();
        }
      }
      Rig last = newRig();
      start(last);
      last.giveAllWanted();
      last.runUntil(() -> last.storage.complete());
      last.await(last.storage::settle);
      volume.cutPower();
      for (int piece = 0; piece < torrent.pieceCount(); piece++) {
        if (last.storage.wanted().get(piece)) {
          assertThat(isOnDisk(piece)).as("piece " + piece).isTrue();
        }
      }
      last.close();
    }

    private Rig newRig() {
      Rig rig = new Rig(torrent, volume, rows, random.nextLong(), unwanted);
      rig.store.latency(Duration.ofMillis(1 + random.nextInt(50)));
      return rig;
    }

    private void start(Rig rig) {
      assertHonest(rig.check(CheckScope.DOUBTFUL).have());
      rig.await(rig.storage::prepare);
    }

    private void assertHonest(BitSet have) {
      BitSet there = new BitSet();
      for (int piece = 0; piece < torrent.pieceCount(); piece++) {
        there.set(piece, isOnDisk(piece));
      }
      BitSet wrongly = (BitSet) have.clone();
      wrongly.andNot(there);
      assertThat(wrongly.isEmpty()).as("trusted but not there: " + wrongly).isTrue();
      BitSet lost = (BitSet) announced.clone();
      lost.andNot(have);
      assertThat(lost.isEmpty()).as("verified but lost: " + lost).isTrue();
    }

    private End live() {
      Rig rig = newRig();
      End end = ENDS.get(random.nextInt(ENDS.size()));
      if (end != End.CLOSED && random.nextInt(5) == 0) {
        dieYoung(rig);
        return end;
      }
      start(rig);
      if (random.nextInt(3) == 0) {
        int odds = 20 + random.nextInt(100);
        rig.disk.faults(kind -> fault(kind, odds));
      }
      int actions = random.nextInt(60);
      for (int i = 0; i < actions; i++) {
        act(rig);
        remember(rig);
      }
      if (end == End.CLOSED) {
        Rig.Outcome<Storage> closed = new Rig.Outcome<>();
        rig.storage.close(closed);
        rig.runUntil(() -> closed.result != null);
        rig.await(rig.room::close);
        rig.assertNothingLeft();
        remember(rig);
        announced.or(rig.storage.have());
        if (closed.result instanceof Result.Done) {
          durable.or(rig.storage.have());
        }
      } else {
        steps(rig);
        remember(rig);
        rig.loop.kill();
      }
      return end;
    }

    private Reason fault(Kind kind, int odds) {
      boolean faulty = kind == Kind.WRITE || kind == Kind.SYNC;
      return faulty && random.nextInt(odds) == 0 ? Reason.IO : null;
    }

    /// Killed in the check or while files are prepared.
    private void dieYoung(Rig rig) {
      rig.storage.check(
          CheckScope.DOUBTFUL,
          (checked, total) -> {},
          result -> rig.storage.prepare(prepared -> {}));
      steps(rig);
      rig.loop.kill();
    }

    private void steps(Rig rig) {
      for (int step = random.nextInt(200); step > 0; step--) {
        rig.loop.step();
      }
    }

    private void act(Rig rig) {
      int piece = random.nextInt(torrent.pieceCount());
      switch (random.nextInt(12)) {
        case 0 -> rig.loop.advance(Duration.ofMillis(random.nextInt(3000)));
        case 1 -> {
          BitSet have = rig.storage.have();
          rig.storage.settle(result -> {
            if (result instanceof Result.Done) {
              durable.or(have);
            }
          });
        }
        case 2 -> {
          if (!rig.suspensions.isEmpty()) {
            rig.suspensions.clear();
            rig.loop.advance(Duration.ofSeconds(1));
            if (rig.suspensions.isEmpty()) {
              rig.storage.resume(result -> {});
            }
          }
        }
        case 3 -> giveCorrupt(rig, piece);
        case 4, 5, 6 -> steps(rig);
        default -> giveSome(rig, piece);
      }
    }

    private void giveSome(Rig rig, int piece) {
      for (int block = 0; block < torrent.geometry().blockCount(piece); block++) {
        if (random.nextInt(20) != 0) {
          rig.storage.accept(piece, block * BLOCK, torrent.block(piece, block));
        }
      }
    }

    private void giveCorrupt(Rig rig, int piece) {
      int block = random.nextInt(torrent.geometry().blockCount(piece));
      ByteBuffer bytes = ByteBuffer.allocate(torrent.geometry().blockLength(piece, block));
      rig.storage.accept(piece, block * BLOCK, bytes);
    }

    private void remember(Rig rig) {
      rig.verified.forEach(announced::set);
    }

    /// Another program writes into a file, or cuts or removes it.
    private void edit() {
      int file = random.nextInt(torrent.files().size());
      Path path = torrent.path(file);
      if (torrent.files().get(file).pad() || !volume.exists(path)) {
        return;
      }
      byte[] bytes = volume.bytes(path);
      if (bytes.length == 0 || random.nextInt(4) == 0) {
        volume.remove(path);
      } else {
        byte[] edited =
            random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length + 9));
        if (edited.length > 0) {
          edited[random.nextInt(edited.length)]++;
        }
        volume.put(path, edited, 1_000_000 + random.nextInt(1_000_000));
      }
      for (int piece = 0; piece < torrent.pieceCount(); piece++) {
        if (!isOnDisk(piece)) {
          announced.clear(piece);
          durable.clear(piece);
        }
      }
    }

    private boolean isOnDisk(int piece) {
      int from = (int) torrent.geometry().offset(piece);
      int to = from + torrent.geometry().length(piece);
      for (int file = 0; file < torrent.files().size(); file++) {
        var entry = torrent.files().get(file);
        int begin = Math.max(from, (int) entry.offset()) - (int) entry.offset();
        int end = Math.min(to, (int) (entry.offset() + entry.length())) - (int) entry.offset();
        if (begin < end && !entry.pad() && !holds(file, begin, end)) {
          return false;
        }
      }
      return true;
    }

    private boolean holds(int file, int begin, int end) {
      if (!volume.exists(torrent.path(file))) {
        return false;
      }
      byte[] bytes = volume.bytes(torrent.path(file));
      return bytes.length >= end
          && Arrays.equals(bytes, begin, end, torrent.fileBytes(file), begin, end);
    }
  }
}

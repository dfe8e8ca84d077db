package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [Connection] and its [ConnectionHandler] can rely on while it stands and when it
/// ends.
public abstract class ConnectionContract extends NetworkTest {
  /// More than any socket buffers between two ends, so that a queue must build up.
  private static final int MORE_THAN_BUFFERS = 16 * 1024 * 1024;

  private final List<Integer> released = new ArrayList<>();

  protected ConnectionContract() {}

  @Test
  void largeTransfersAreExactInBothDirectionsAtOnce() {
    byte[] up = randomBytes(1, 6_000_003);
    byte[] down = randomBytes(2, 4_000_001);
    PacedWriter client = new PacedWriter(true, up);
    PacedWriter server = new PacedWriter(false, down);
    pair(client, () -> server);
    world.run(() -> {
      client.go();
      server.go();
    });
    awaitThat(
        "all arrived",
        () -> client.receivedBytes() == down.length && server.receivedBytes() == up.length);
    assertThat(world.onLoop(server::received)).isEqualTo(up);
    assertThat(world.onLoop(client::received)).isEqualTo(down);
  }

  @Test
  void writeCopiesAndConsumes() {
    Pair pair = pair();
    world.run(() -> {
      byte[] bytes = {0, 1, 2, 3, 4, 5, 6, 7};
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 2, 4);
      pair.client().connection().write(buffer);
      assertThat(buffer.hasRemaining()).isFalse();
      assertThat(pair.client().connection().queuedBytes()).isEqualTo(4);
      Arrays.fill(bytes, (byte) 99);
    });
    awaitThat("arrived", () -> pair.server().receivedBytes() == 4);
    assertThat(world.onLoop(() -> pair.server().received())).containsExactly(2, 3, 4, 5);
    awaitThat("nothing queued", () -> pair.client().connection().queuedBytes() == 0);
  }

  @Test
  void bothKindsOfWriteKeepTheirOrder() {
    Pair pair = pair();
    int rounds = 300;
    byte[] all = randomBytes(3, rounds * 100);
    world.run(() -> {
      for (int i = 0; i < rounds; i++) {
        ByteBuffer part = ByteBuffer.wrap(all, i * 100, 100);
        if (i % 3 == 0) {
          pair.client().connection().write(part);
        } else {
          writeCounted(pair.client(), part, i);
        }
      }
      assertThat(released).as("released inside write").isEmpty();
    });
    awaitThat("all arrived", () -> pair.server().receivedBytes() == all.length);
    assertThat(world.onLoop(() -> pair.server().received())).isEqualTo(all);
    List<Integer> expected = IntStream.range(0, rounds).filter(i -> i % 3 != 0).boxed().toList();
    awaitThat("all released", () -> released.size() == expected.size());
    assertThat(world.onLoop(() -> List.copyOf(released))).isEqualTo(expected);
  }

  @Test
  void theBufferObjectOfAReferencedWriteIsTheCallersAtOnce() {
    Pair pair = pair();
    byte[] bytes = randomBytes(10, 1000);
    world.run(() -> {
      ByteBuffer buffer = ByteBuffer.wrap(bytes).position(100).limit(600);
      writeCounted(pair.client(), buffer, 0);
      assertThat(buffer.position()).isEqualTo(100);
      assertThat(buffer.limit()).isEqualTo(600);
      // Another view of the same memory through the same object.
      buffer.limit(1000).position(600);
      writeCounted(pair.client(), buffer, 1);
      buffer.clear();
    });
    awaitThat("all arrived", () -> pair.server().receivedBytes() == 900);
    assertThat(world.onLoop(() -> pair.server().received()))
        .isEqualTo(Arrays.copyOfRange(bytes, 100, 1000));
  }

  @Test
  void heapDirectAndReadOnlyMemoryCanBeWritten() {
    Pair pair = pair();
    byte[] bytes = randomBytes(4, 50_000);
    world.run(() -> {
      ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      writeCounted(pair.client(), direct.asReadOnlyBuffer(), 0);
      writeCounted(pair.client(), ByteBuffer.wrap(bytes).asReadOnlyBuffer(), 1);
      pair.client().connection().write(direct.duplicate());
    });
    awaitThat("all arrived", () -> pair.server().receivedBytes() == 3 * bytes.length);
    byte[] got = world.onLoop(() -> pair.server().received());
    for (int i = 0; i < 3; i++) {
      assertThat(Arrays.copyOfRange(got, i * bytes.length, (i + 1) * bytes.length))
          .isEqualTo(bytes);
    }
  }

  @Test
  void writingNothingReleasesAtOnceButNotInside() {
    Pair pair = pair();
    world.run(() -> {
      writeCounted(pair.client(), ByteBuffer.allocate(0), 7);
      assertThat(released).isEmpty();
    });
    awaitThat("released", () -> released.size() == 1);
    assertThat(world.onLoop(() -> pair.server().receivedBytes())).isZero();
  }

  @Test
  void aPausedReaderIsFeltByTheWriterAndResumingBringsTheRest() {
    Pair pair = pair();
    byte[] all = randomBytes(5, MORE_THAN_BUFFERS);
    world.run(() -> pair.server().connection().pauseReading());
    world.run(() -> pair.server().connection().pauseReading());
    world.run(() -> writeCounted(pair.client(), ByteBuffer.wrap(all), 0));
    world.pass(A_WHILE.multipliedBy(2));
    world.run(() -> {
      assertThat(pair.server().receivedBytes()).isZero();
      assertThat(pair.client().connection().queuedBytes())
          .isGreaterThan(Connection.WRITE_MARK_BYTES);
      assertThat(pair.client().writableCount()).isZero();
      assertThat(released).isEmpty();
      pair.server().connection().resumeReading();
      pair.server().connection().resumeReading();
    });
    awaitThat("all arrived", () -> pair.server().receivedBytes() == all.length);
    assertThat(world.onLoop(() -> pair.server().received())).isEqualTo(all);
    awaitThat("released", () -> released.size() == 1);
    awaitThat("writable was told", () -> pair.client().writableCount() == 1);
  }

  @Test
  void pausingInsideOnBytesStopsTheStream() {
    Recorder pausing =
        new Recorder(false) {
          @Override
          public void onBytes(ByteBuffer bytes) {
            super.onBytes(bytes);
            connection().pauseReading();
          }
        };
    Pair pair = pair(new Recorder(true), () -> pausing);
    byte[] all = randomBytes(6, MORE_THAN_BUFFERS);
    world.run(() -> writeCounted(pair.client(), ByteBuffer.wrap(all), 0));
    awaitThat("first bytes", () -> pausing.receivedBytes() > 0);
    world.pass(A_WHILE);
    int first = world.onLoop(pausing::receivedBytes);
    world.pass(A_WHILE);
    assertThat(world.onLoop(pausing::receivedBytes)).isEqualTo(first).isLessThan(all.length / 2);
  }

  @Test
  void writableIsNotToldWhereTheMarkWasNeverReached() {
    Pair pair = pair();
    world.run(() ->
        pair.client().connection().write(ByteBuffer.allocate(Connection.WRITE_MARK_BYTES / 2)));
    awaitThat("arrived", () -> pair.server().receivedBytes() == Connection.WRITE_MARK_BYTES / 2);
    world.pass(A_WHILE);
    assertThat(world.onLoop(() -> pair.client().writableCount())).isZero();
  }

  @Test
  void writableIsToldEveryTimeTheMarkWasReached() {
    Pair pair = pair();
    for (int round = 1; round <= 3; round++) {
      int expected = round;
      world.run(
          () -> pair.client().connection().write(ByteBuffer.allocate(Connection.WRITE_MARK_BYTES)));
      awaitThat(
          "arrived", () -> pair.server().receivedBytes() == expected * Connection.WRITE_MARK_BYTES);
      awaitThat("told once more", () -> pair.client().writableCount() == expected);
    }
  }

  @Test
  void closingTellsBothEndsOnce() {
    Pair pair = pair();
    world.run(() -> {
      pair.client().connection().close();
      pair.client().connection().close();
      assertThat(pair.client().closed()).as("told inside close").isFalse();
    });
    awaitThat("both told", () -> pair.client().closed() && pair.server().closed());
    world.run(() -> {
      pair.client().connection().close();
      pair.server().connection().close();
    });
    world.pass(A_WHILE);
    world.run(() -> {
      assertThat(pair.client().closeKind()).isEqualTo(CloseReason.Kind.LOCAL);
      assertThat(pair.server().closeKind()).isEqualTo(CloseReason.Kind.REMOTE);
    });
  }

  @Test
  void lastWordsArriveBeforeTheClose() {
    Pair pair = pair();
    byte[] words = randomBytes(7, 1000);
    world.run(() -> {
      pair.client().connection().write(ByteBuffer.wrap(words));
      pair.client().connection().close();
    });
    awaitThat("server told", () -> pair.server().closed());
    assertThat(world.onLoop(() -> pair.server().received())).isEqualTo(words);
    assertThat(world.onLoop(() -> pair.server().closeKind())).isEqualTo(CloseReason.Kind.REMOTE);
  }

  @Test
  void afterCloseOnlyClosedFollows() {
    Recorder closing =
        new Recorder(false) {
          private boolean closeAsked;

          @Override
          public void onBytes(ByteBuffer bytes) {
            if (closeAsked) {
              throw new AssertionError("bytes after close");
            }
            super.onBytes(bytes);
            closeAsked = true;
            connection().close();
          }
        };
    Pair pair = pair(new Recorder(true), () -> closing);
    world.run(
        () -> writeCounted(pair.client(), ByteBuffer.wrap(randomBytes(8, MORE_THAN_BUFFERS)), 0));
    awaitThat("both told", () -> pair.client().closed() && closing.closed());
    assertThat(world.onLoop(closing::closeKind)).isEqualTo(CloseReason.Kind.LOCAL);
    // It closed with unread bytes: in order or as a cut, both are right.
    assertThat(world.onLoop(() -> pair.client().closeKind()))
        .isIn(CloseReason.Kind.REMOTE, CloseReason.Kind.RESET);
    awaitThat("released", () -> released.size() == 1);
  }

  @Test
  void whatWasStillQueuedIsReleasedInOrderWhenWeClose() {
    Pair pair = pair();
    int writes = 64;
    world.run(() -> {
      pair.server().connection().pauseReading();
      for (int i = 0; i < writes; i++) {
        writeCounted(pair.client(), ByteBuffer.allocate(MORE_THAN_BUFFERS / writes), i);
      }
    });
    world.pass(A_WHILE);
    world.run(() -> {
      int before = released.size();
      assertThat(before).isLessThan(writes);
      pair.client().connection().close();
      assertThat(released).as("released inside close").hasSize(before);
    });
    awaitThat("all released and closed", () -> released.size() == writes && pair.client().closed());
    assertReleasedInOrder(writes);
  }

  @Test
  void whatWasStillQueuedIsReleasedInOrderWhenTheRemoteCloses() {
    Pair pair = pair();
    int writes = 64;
    world.run(() -> {
      pair.server().connection().pauseReading();
      for (int i = 0; i < writes; i++) {
        writeCounted(pair.client(), ByteBuffer.allocate(MORE_THAN_BUFFERS / writes), i);
      }
    });
    world.pass(A_WHILE);
    world.run(() -> pair.server().connection().close());
    awaitThat("all released and closed", () -> released.size() == writes && pair.client().closed());
    assertReleasedInOrder(writes);
    assertThat(world.onLoop(() -> pair.client().closeKind()))
        .isIn(CloseReason.Kind.REMOTE, CloseReason.Kind.RESET);
  }

  @Test
  void writingAfterCloseIsIgnoredAndStillReleases() {
    Pair pair = pair();
    world.run(() -> {
      pair.client().connection().close();
      pair.client().connection().write(ByteBuffer.wrap(new byte[10]));
      writeCounted(pair.client(), ByteBuffer.wrap(new byte[10]), 0);
      assertThat(released).isEmpty();
    });
    awaitThat("both told", () -> pair.client().closed() && pair.server().closed());
    world.run(() -> {
      writeCounted(pair.client(), ByteBuffer.wrap(new byte[10]), 1);
      writeCounted(pair.server(), ByteBuffer.wrap(new byte[10]), 2);
      pair.client().connection().pauseReading();
      pair.client().connection().resumeReading();
    });
    awaitThat("all released", () -> released.size() == 3);
    assertReleasedInOrder(3);
    assertThat(world.onLoop(() -> pair.server().receivedBytes())).isZero();
    assertThat(world.onLoop(() -> pair.client().connection().queuedBytes())).isZero();
  }

  @Test
  void whatTheRemoteSaidBeforeItClosedIsHeardByASlowReader() {
    Pair pair = pair();
    byte[] words = randomBytes(9, 20_000);
    world.run(() -> pair.server().connection().pauseReading());
    world.run(() -> {
      pair.client().connection().write(ByteBuffer.wrap(words));
      pair.client().connection().close();
    });
    awaitThat("client told", () -> pair.client().closed());
    world.pass(A_WHILE);
    world.run(() -> pair.server().connection().resumeReading());
    awaitThat("server told", () -> pair.server().closed());
    assertThat(world.onLoop(() -> pair.server().received())).isEqualTo(words);
  }

  @Test
  void anExceptionOutOfOnBytesClosesOnlyThatConnection() {
    Recorder broken =
        new Recorder(false) {
          @Override
          public void onBytes(ByteBuffer bytes) {
            throw new IllegalStateException("thrown by a test");
          }
        };
    Pair healthy = pair();
    Pair pair = pair(new Recorder(true), () -> broken);
    world.run(() -> pair.client().connection().write(ByteBuffer.wrap(new byte[] {1})));
    awaitThat("both told", () -> broken.closed() && pair.client().closed());
    assertThat(world.onLoop(broken::closeKind)).isEqualTo(CloseReason.Kind.FAILED);
    assertThat(world.onLoop(() -> pair.client().closeKind()))
        .isIn(CloseReason.Kind.REMOTE, CloseReason.Kind.RESET);
    world.run(() -> healthy.client().connection().write(ByteBuffer.wrap(new byte[] {1, 2})));
    awaitThat("the other works", () -> healthy.server().receivedBytes() == 2);
    assertThat(world.onLoop(() -> healthy.client().closed())).isFalse();
  }

  @Test
  void anExceptionOutOfOnConnectedClosesOnlyThatConnection() {
    Recorder broken =
        new Recorder(true) {
          @Override
          public void onConnected() {
            super.onConnected();
            throw new IllegalStateException("thrown by a test");
          }
        };
    Pair healthy = pair();
    Pair pair = pair(broken, () -> new Recorder(false));
    awaitThat("both told", () -> broken.closed() && pair.server().closed());
    assertThat(world.onLoop(broken::closeKind)).isEqualTo(CloseReason.Kind.FAILED);
    world.run(() -> healthy.client().connection().write(ByteBuffer.wrap(new byte[] {1, 2})));
    awaitThat("the other works", () -> healthy.server().receivedBytes() == 2);
  }

  @Test
  void anExceptionOutOfOnClosedOrReleasedHurtsNobody() {
    Recorder broken =
        new Recorder(true) {
          @Override
          public void onClosed(CloseReason reason) {
            super.onClosed(reason);
            throw new IllegalStateException("thrown by a test");
          }
        };
    Pair healthy = pair();
    Pair pair = pair(broken, () -> new Recorder(false));
    world.run(() -> pair.server().connection().close());
    awaitThat("both told", () -> broken.closed() && pair.server().closed());
    world.run(() -> healthy.client().connection().write(ByteBuffer.wrap(new byte[] {1, 2})));
    awaitThat("the other works", () -> healthy.server().receivedBytes() == 2);
  }

  private void writeCounted(Recorder end, ByteBuffer bytes, int number) {
    end.connection().write(bytes, () -> released.add(number));
  }

  private void assertReleasedInOrder(int count) {
    world.pass(A_WHILE);
    assertThat(world.onLoop(() -> List.copyOf(released)))
        .isEqualTo(IntStream.range(0, count).boxed().toList());
  }

  private static byte[] randomBytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /// Writes as a good citizen does: in small parts, until the mark, then waits for writable.
  private static final class PacedWriter extends Recorder {
    private static final int PART_BYTES = 16 * 1024;

    private final ByteBuffer rest;

    PacedWriter(boolean outgoing, byte[] all) {
      super(outgoing);
      rest = ByteBuffer.wrap(all);
    }

    void go() {
      while (rest.hasRemaining() && connection().queuedBytes() < Connection.WRITE_MARK_BYTES) {
        int part = Math.min(PART_BYTES, rest.remaining());
        connection().write(rest.slice(rest.position(), part), () -> {});
        rest.position(rest.position() + part);
      }
    }

    @Override
    public void onWritable() {
      super.onWritable();
      go();
    }
  }
}

package dev.panal.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.TransferTotals;
import dev.panal.wire.tracker.UdpRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Nothing may be seen of it, so this is all that can be asked: it takes whatever comes, and leaves
/// everything as it was.
class ForesightTest {
  private static final int SWARMS = 40;

  private final SwarmStore store =
      new SwarmStore(TrackerConfig.defaults(), new SipHash(1, 2), new SplittableRandom(3), null);
  private final Foresight foresight = new Foresight(store);

  private static ByteBuffer announce(int swarm) {
    AnnounceRequest request =
        AnnounceRequest.of(
            Announcer.swarm(swarm),
            Announcer.id(1),
            6881,
            new TransferTotals(0, 0, 1, 0),
            TrackerEvent.STARTED,
            50,
            7);
    ByteBuffer out = ByteBuffer.allocate(UdpRequest.MAX_LENGTH);
    new UdpRequest.Announce(5, 6, request, "").encode(out);
    return out.flip();
  }

  /// Swarm 0 has no peer, swarm 1 one, and so on; every third has them in IPv6.
  private void fill() {
    Answer answer = new Answer(200);
    for (int swarm = 1; swarm < SWARMS; swarm++) {
      for (int peer = 0; peer < swarm * swarm; peer++) {
        store.announce(
            Announcer.here(
                Announcer.swarm(swarm),
                Announcer.id(peer),
                swarm % 3 == 0 ? Announcer.v6(peer) : Announcer.v4(peer),
                6881),
            answer);
      }
    }
    store.know(new KnownSwarm(Announcer.swarm(SWARMS), 1, 0, true));
  }

  @Test
  void swarmsOfAllSizesAreLookedAt() {
    fill();
    long peers = store.peers();
    ByteBuffer[] questions =
        IntStream.rangeClosed(0, SWARMS)
            .mapToObj(ForesightTest::announce)
            .toArray(ByteBuffer[]::new);
    ByteBuffer[] before =
        Arrays.stream(questions).map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
    foresight.expect(questions, questions.length);
    foresight.expect(questions, 1);
    assertThat(questions).isEqualTo(before);
    assertThat(store.peers()).isEqualTo(peers);
  }

  @Test
  void whatIsNoAnnounceIsPassedOver() {
    fill();
    ByteBuffer whole = announce(1);
    ByteBuffer[] questions =
        IntStream.rangeClosed(0, whole.limit())
            .mapToObj(length -> whole.duplicate().limit(length))
            .toArray(ByteBuffer[]::new);
    foresight.expect(questions, questions.length);
    assertThat(questions).allMatch(question -> question.position() == 0);
  }
}

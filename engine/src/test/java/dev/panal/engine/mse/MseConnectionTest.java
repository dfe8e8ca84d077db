package dev.panal.engine.mse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.testing.FakeLoop;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.peer.Handshake;
import dev.panal.wire.peer.ReservedBits;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MseConnectionTest {
  private static final InfoHash TORRENT =
      InfoHash.ofHex("0102030405060708090a0b0c0d0e0f1011121314");
  private static final InfoHash OTHER = InfoHash.ofHex("ff02030405060708090a0b0c0d0e0f1011121314");

  /// From Ya to VC, and from Yb to crypto_select, without pads: of what comes first in each
  /// direction every bit counts.
  private static final int CHECKED_BY_RESPONDER = 96 + 20 + 20 + 8;

  private static final int CHECKED_BY_INITIATOR = 96 + 8 + 4;

  private static MseContext context(Random random, boolean rc4Only) {
    MseContext context = new MseContext(new FakeLoop(), random, rc4Only);
    context.torrents().add(OTHER);
    context.torrents().add(TORRENT);
    return context;
  }

  private static Random noPads(long seed) {
    return new Random(seed) {
      @Override
      public int nextInt(int bound) {
        return 0;
      }
    };
  }

  private static byte[] handshake() {
    ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
    new Handshake(ReservedBits.NONE, TORRENT, PeerId.random("-XX0000-", new Random(1))).encode(out);
    return out.array();
  }

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static void talk(Wire a, Wire b, Random random, int spoiltOfA, int spoiltOfB) {
    boolean any = true;
    while (any) {
      any = a.deliverTo(b, random, spoiltOfA);
      any |= b.deliverTo(a, random, spoiltOfB);
    }
  }

  private static void talk(Wire a, Wire b, Random random) {
    talk(a, b, random, -1, -1);
  }

  @Property(tries = 200)
  void bothSidesHearEachOtherInAnyPortions(
      @ForAll long seed, @ForAll boolean initiatorRequires, @ForAll boolean responderRequires) {
    Random random = new Random(seed);
    byte[] first = bytes(random, 70_000);
    byte[] answer = bytes(random, 40_000);
    byte[] block = bytes(random, 40_000);
    Wire a = Wire.dialled(context(random, initiatorRequires), TORRENT, first);
    Wire b = Wire.accepted(context(random, responderRequires));

    a.mse().onConnected();
    talk(a, b, random);
    assertThat(b.received.toByteArray()).isEqualTo(first);
    b.say(answer);
    b.lend(block);
    talk(a, b, random);
    assertThat(a.received.toByteArray()).isEqualTo(concat(answer, block));
    a.lend(block);
    a.say(answer);
    talk(a, b, random);

    assertThat(b.received.toByteArray()).isEqualTo(concat(first, concat(block, answer)));
    assertThat(a.released()).isOne();
    assertThat(b.released()).isOne();
    boolean plain = !initiatorRequires && !responderRequires;
    // In the clear, both write to the network itself.
    assertThat(a.carrier == a).isEqualTo(plain);
    assertThat(b.carrier == b).isEqualTo(plain);
    if (answer.length > 100) {
      int end = a.seen().length;
      byte[] last = Arrays.copyOfRange(a.seen(), end - answer.length, end);
      assertThat(Arrays.equals(last, answer)).isEqualTo(plain);
    }
  }

  @Property(tries = 100)
  void aPlainHandshakeIsHandedThrough(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] said = concat(handshake(), bytes(random, 3000));
    Wire a = Wire.accepted(context(random, false));
    Wire b = Wire.accepted(context(random, false));

    a.say(said);
    talk(a, b, random);

    assertThat(b.received.toByteArray()).isEqualTo(said);
    assertThat(b.carrier).isSameAs(b);
  }

  @Test
  void aPlainHandshakeIsRefusedWhereEncryptionIsRequired() {
    Random random = new Random(1);
    Wire a = Wire.accepted(context(random, false));
    Wire b = Wire.accepted(context(random, true));
    a.say(handshake());
    talk(a, b, random);
    assertThat(b.broken).hasMessageContaining("encryption is required");
    assertThat(b.received.size()).isZero();
  }

  @Property(tries = 300)
  void whatTheResponderChecksCannotBeChanged(
      @ForAll long seed,
      @ForAll @IntRange(max = CHECKED_BY_RESPONDER - 1) int at,
      @ForAll boolean requires) {
    Random random = new Random(seed);
    Wire a = Wire.dialled(context(noPads(seed), requires), TORRENT, bytes(random, 2000));
    Wire b = Wire.accepted(context(noPads(seed + 1), requires));
    a.mse().onConnected();
    talk(a, b, random, at, -1);
    assertThat(b.received.size()).isZero();
    assertThat(b.agreed).isFalse();
  }

  @Property(tries = 300)
  void whatTheInitiatorChecksCannotBeChanged(
      @ForAll long seed,
      @ForAll @IntRange(max = CHECKED_BY_INITIATOR - 1) int at,
      @ForAll boolean requires) {
    Random random = new Random(seed);
    Wire a = Wire.dialled(context(noPads(seed), requires), TORRENT, handshake());
    Wire b = Wire.accepted(context(noPads(seed + 1), requires));
    a.mse().onConnected();
    talk(a, b, random, -1, at);
    b.say(bytes(random, 2000));
    talk(a, b, random, -1, at);
    assertThat(a.received.size()).isZero();
    assertThat(a.agreed).isFalse();
  }

  @Property(tries = 100)
  void rubbishEndsInAFewHundredBytes(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] rubbish = new byte[96 + MseHandshake.MAX_PAD + 20];
    random.nextBytes(rubbish);
    rubbish[0] = 1; // a key
    Wire a = Wire.accepted(context(random, false));
    Wire b = Wire.accepted(context(random, false));
    a.say(rubbish);
    talk(a, b, random);
    assertThat(b.broken).hasMessageContaining("neither plain nor for a secret of ours");
  }

  @Test
  void keysThatGiveAKnownSecretAreRefused() {
    for (int i = -1; i <= 1; i++) {
      for (boolean low : new boolean[] {true, false}) {
        byte[] key = new byte[KeyExchange.KEY_BYTES];
        byte[] digits =
            (low ? BigInteger.valueOf(i + 1L) : KeyExchange.PRIME.add(BigInteger.valueOf(i)))
                .toByteArray();
        int count = Math.min(digits.length, key.length);
        System.arraycopy(digits, digits.length - count, key, key.length - count, count);
        boolean possible = low && i == 1;
        Wire a = Wire.accepted(context(new Random(1), false));
        Wire b = Wire.accepted(context(new Random(2), false));
        a.say(key);
        a.deliverTo(b, new Random(3), -1);
        assertThat(b.broken == null).as("%s %s", low, i).isEqualTo(possible);
        assertThat(b.seen().length > 0).isEqualTo(possible);
      }
    }
  }

  @Test
  void aTorrentThatIsNotHereIsRefused() {
    Random random = new Random(1);
    Wire a = Wire.dialled(context(random, false), TORRENT, handshake());
    MseContext without = context(random, false);
    without.torrents().remove(TORRENT);
    Wire b = Wire.accepted(without);
    a.mse().onConnected();
    talk(a, b, random);
    assertThat(b.broken).hasMessageContaining("a torrent that is not here");
    assertThat(a.broken).isNull();
  }

  @Test
  void strangersDoNotMakeUsComputeKeysWithoutEnd() {
    Random random = new Random(1);
    MseContext context = context(random, false);
    int answered = 0;
    for (int i = 0; i < 2 * KeyBudget.AT_ONCE; i++) {
      Wire a = Wire.dialled(context(random, false), TORRENT, handshake());
      Wire b = Wire.accepted(context);
      a.mse().onConnected();
      talk(a, b, random);
      answered += b.broken == null ? 1 : 0;
    }
    assertThat(answered).isEqualTo(KeyBudget.AT_ONCE);
  }
}

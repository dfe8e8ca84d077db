package dev.panal.engine.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.swarm.PeerBook.Verdict;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/// Random lives of a book against what must hold of any: limits, nobody banned or connected is
/// tried, nobody is tried before the book said, and the counts.
class PeerBookModelTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PeerBookLimits LIMITS = new PeerBookLimits(60, 4, 10);

  /// Connections and attempts, by address: does it stand?
  private final Map<Integer, Boolean> live = new TreeMap<>();

  private final Set<Integer> banned = new HashSet<>();
  private Random chance = new Random(0);
  private PeerBook book = new PeerBook(LIMITS, id(0), chance);
  private long now;

  private static PeerId id(int number) {
    byte[] bytes = new byte[PeerId.LENGTH];
    bytes[0] = (byte) (number >>> 8);
    bytes[1] = (byte) number;
    return PeerId.of(bytes);
  }

  /// Every address has an IP of its own, so that a ban hits one only.
  private static InetSocketAddress at(int number) {
    try {
      byte[] ip = {10, 0, (byte) (number >>> 8), (byte) number};
      return new InetSocketAddress(InetAddress.getByAddress(ip), 6881);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static int number(InetSocketAddress address) {
    byte[] ip = address.getAddress().getAddress();
    return ((ip[2] & 0xff) << 8) + (ip[3] & 0xff);
  }

  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  void holdsTogether(@ForAll long seed) {
    chance = new Random(seed);
    book = new PeerBook(LIMITS, id(0), new Random(seed));
    live.clear();
    banned.clear();
    now = chance.nextLong();
    for (int step = 0; step < 400; step++) {
      step();
      check();
    }
  }

  private void step() {
    now += chance.nextLong(2 * SECOND);
    switch (chance.nextInt(8)) {
      case 0, 1 -> book.add(at(1 + chance.nextInt(60)), origin(), now);
      case 2, 3 -> dial();
      case 4 -> accept();
      case 5 -> establish();
      case 6 -> end();
      default -> judge();
    }
  }

  private PeerOrigin origin() {
    return any(PeerOrigin.values());
  }

  private <T> T any(T[] values) {
    return values[chance.nextInt(values.length)];
  }

  private void dial() {
    long wait = book.nextTryNanos(now);
    if (wait > 0 && chance.nextBoolean()) {
      assertThat(book.nextToConnect(now + wait - 1)).isNull();
      now += wait;
      wait = 0;
    }
    InetSocketAddress address = book.nextToConnect(now);
    assertThat(address != null).isEqualTo(wait == 0);
    if (address != null) {
      int number = number(address);
      assertThat(live).doesNotContainKey(number);
      assertThat(banned).doesNotContain(number);
      live.put(number, false);
    }
  }

  private void accept() {
    int number = 1 + chance.nextInt(60);
    boolean expected =
        live.size() < LIMITS.connections() && !banned.contains(number) && !live.containsKey(number);
    assertThat(book.accept(at(number), now)).isEqualTo(expected);
    if (expected) {
      live.put(number, true);
      assertThat(book.established(at(number), id(number), now)).isEqualTo(Verdict.KEEP);
    }
  }

  private void establish() {
    List<Integer> attempts = live.keySet().stream().filter(n -> !live.get(n)).toList();
    if (!attempts.isEmpty()) {
      int number = attempts.get(chance.nextInt(attempts.size()));
      assertThat(book.established(at(number), id(number), now)).isEqualTo(Verdict.KEEP);
      live.put(number, true);
    }
  }

  private void end() {
    List<Integer> numbers = List.copyOf(live.keySet());
    if (!numbers.isEmpty()) {
      int number = numbers.get(chance.nextInt(numbers.size()));
      live.remove(number);
      book.ended(at(number), any(Ending.values()), now);
      assertThat(book.source(at(number))).isEqualTo(-1);
    }
  }

  private void judge() {
    List<Integer> standing = live.keySet().stream().filter(live::get).toList();
    if (!standing.isEmpty()) {
      int number = standing.get(chance.nextInt(standing.size()));
      int source = book.source(at(number));
      if (chance.nextInt(10) == 0) {
        book.add(at(number), PeerOrigin.TRACKER, now); // or only its id would be banned
        assertThat(book.blame(source, true, now)).isTrue();
        banned.add(number);
      } else {
        book.praise(source);
        book.useful(at(number), now);
      }
    }
  }

  private void check() {
    Outlook outlook = book.outlook(now);
    assertThat(live.size()).isLessThanOrEqualTo(LIMITS.connections());
    assertThat(outlook.connected())
        .isEqualTo((int) live.values().stream().filter(stands -> stands).count());
    assertThat(outlook.connecting())
        .isEqualTo((int) live.values().stream().filter(stands -> !stands).count())
        .isLessThanOrEqualTo(LIMITS.connecting());
    assertThat(outlook.known() + outlook.banned()).isLessThanOrEqualTo(LIMITS.addresses());
    int idle = outlook.refused() + outlook.timedOut() + outlook.unreachable() + outlook.lost();
    assertThat(idle).isLessThanOrEqualTo(outlook.known());
    for (InetSocketAddress address : book.proven(LIMITS.addresses())) {
      assertThat(banned).doesNotContain(number(address));
    }
  }
}

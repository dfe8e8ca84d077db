package dev.panal.engine.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.swarm.PeerBook.Verdict;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerBookTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PeerId SELF = id(50);

  private final PeerBook book = book(PeerBookLimits.defaults());

  /// Close to the overflow of the clock, which must not matter.
  private long now = Long.MAX_VALUE - 5 * SECOND;

  private static PeerBook book(PeerBookLimits limits) {
    return new PeerBook(limits, SELF, new Random(1));
  }

  private static PeerId id(int first) {
    byte[] bytes = new byte[PeerId.LENGTH];
    bytes[0] = (byte) first;
    return PeerId.of(bytes);
  }

  private static InetSocketAddress at(String ip, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(ip), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static final InetSocketAddress A = at("10.0.0.1", 6881);
  private static final InetSocketAddress B = at("10.0.0.2", 6881);
  private static final InetSocketAddress A_INCOMING = at("10.0.0.1", 40_000);

  private void pass(double seconds) {
    now += (long) (seconds * SECOND);
  }

  private void connect(InetSocketAddress address, int id) {
    book.add(address, PeerOrigin.TRACKER, now);
    assertThat(book.nextToConnect(now)).isEqualTo(address);
    assertThat(book.established(address, id(id), now)).isEqualTo(Verdict.KEEP);
  }

  private void accept(InetSocketAddress remote, int id) {
    assertThat(book.accept(remote, now)).isTrue();
    assertThat(book.established(remote, id(id), now)).isEqualTo(Verdict.KEEP);
  }

  /// How long until the book names somebody, after each of so many refusals.
  private List<Double> refusals(InetSocketAddress address, int count) {
    List<Double> waits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long start = now;
      while (book.nextToConnect(now) == null) {
        now += Math.max(1, book.nextTryNanos(now));
      }
      waits.add((double) (now - start) / SECOND);
      book.ended(address, Ending.REFUSED, now);
    }
    return waits;
  }

  @Test
  void anAddressIsEnteredOnce() {
    assertThat(book.add(A, PeerOrigin.TRACKER, now)).isTrue();
    assertThat(book.add(A, PeerOrigin.EXCHANGE, now)).isFalse();
    assertThat(book.outlook(now).known()).isEqualTo(1);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
    assertThat(book.nextToConnect(now)).isNull();
  }

  @Test
  void whereNobodyCanListenIsNotEntered() {
    book.addOwn(B);
    List<InetSocketAddress> impossible =
        List.of(
            at("10.0.0.1", 0),
            at("0.0.0.0", 6881),
            at("::", 6881),
            at("239.1.2.3", 6881),
            InetSocketAddress.createUnresolved("example.invalid", 6881),
            B);
    for (InetSocketAddress address : impossible) {
      assertThat(book.add(address, PeerOrigin.TRACKER, now)).as("%s", address).isFalse();
    }
    assertThat(book.nextToConnect(now)).isNull();
    assertThat(book.nextTryNanos(now)).isEqualTo(-1);
  }

  @Test
  void aNeverProvenPeerIsRetriedEverMoreRarely() {
    book.add(A, PeerOrigin.TRACKER, now);
    List<Double> waits = refusals(A, 14);
    double expected = 1;
    assertThat(waits.getFirst()).isZero();
    for (double wait : waits.subList(1, waits.size())) {
      assertThat(wait).isBetween(expected * 0.75, expected);
      expected = Math.min(600, expected * 2);
    }
  }

  @Test
  void aSeedThatIsRestartedIsFoundWithinSeconds() {
    connect(A, 1);
    book.useful(A, now);
    pass(100);
    book.ended(A, Ending.LOST, now);
    assertThat(book.nextTryNanos(now)).isLessThanOrEqualTo(SECOND);
    long gone = now;
    refusals(A, 1);
    assertThat(book.nextTryNanos(now)).isLessThanOrEqualTo(SECOND);
    while (now - gone < 60 * SECOND) {
      refusals(A, 1);
      long awayNanos = now - gone;
      assertThat(book.nextTryNanos(now)).isLessThanOrEqualTo(Math.max(8 * SECOND, awayNanos / 4));
    }
  }

  @Test
  void aConnectionThatIsCutAtOnceBacksOff() {
    book.add(A, PeerOrigin.TRACKER, now);
    for (int i = 0; i < 6; i++) {
      pass(600);
      assertThat(book.nextToConnect(now)).isEqualTo(A);
      book.established(A, id(1), now);
      book.ended(A, Ending.LOST, now);
    }
    assertThat(book.nextTryNanos(now)).isGreaterThan(20 * SECOND);
  }

  @Test
  void aTrackerThatNamesAnAddressAgainShortensTheWait() {
    book.add(A, PeerOrigin.TRACKER, now);
    refusals(A, 10);
    assertThat(book.nextTryNanos(now)).isGreaterThan(100 * SECOND);
    book.add(A, PeerOrigin.EXCHANGE, now);
    assertThat(book.nextTryNanos(now)).isGreaterThan(100 * SECOND);
    book.add(A, PeerOrigin.TRACKER, now);
    assertThat(book.nextTryNanos(now)).isEqualTo(5 * SECOND);
    book.add(A, PeerOrigin.MANUAL, now);
    assertThat(book.nextTryNanos(now)).isZero();
  }

  @Test
  void whomWeDoNotNeedIsLeftAloneUntilARefresh() {
    connect(A, 1);
    book.ended(A, Ending.NOT_NEEDED, now);
    book.add(A, PeerOrigin.TRACKER, now);
    assertThat(book.nextTryNanos(now)).isEqualTo(600 * SECOND);
    book.refresh(now);
    assertThat(book.nextTryNanos(now)).isZero();
  }

  @Test
  void violationsAreForgivenEverMoreSlowly() {
    for (long minutes = 1; minutes <= 4; minutes *= 2) {
      book.add(A, PeerOrigin.TRACKER, now);
      assertThat(book.nextToConnect(now)).isEqualTo(A);
      book.established(A, id(1), now);
      book.ended(A, Ending.VIOLATION, now);
      assertThat(book.nextTryNanos(now)).isBetween(minutes * 45 * SECOND, minutes * 60 * SECOND);
      now += book.nextTryNanos(now);
    }
  }

  @Test
  void provenPeersComeFirstAndThenThoseThatFailedLeast() {
    InetSocketAddress fresh = at("10.0.0.3", 1);
    InetSocketAddress named = at("10.0.0.4", 1);
    connect(A, 1);
    book.useful(A, now);
    book.ended(A, Ending.LOST, now);
    book.add(B, PeerOrigin.TRACKER, now);
    assertThat(book.nextToConnect(now)).isEqualTo(B);
    book.ended(B, Ending.REFUSED, now);
    book.add(fresh, PeerOrigin.TRACKER, now);
    book.add(named, PeerOrigin.MANUAL, now);
    pass(10);
    assertThat(book.nextToConnect(now)).isEqualTo(named);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
    assertThat(book.nextToConnect(now)).isEqualTo(fresh);
    assertThat(book.nextToConnect(now)).isEqualTo(B);
  }

  @Test
  void attemptsAndConnectionsHaveLimits() {
    PeerBook small = book(new PeerBookLimits(100, 2, 3));
    for (int port = 1; port <= 10; port++) {
      small.add(at("10.0.0.1", port), PeerOrigin.TRACKER, now);
    }
    InetSocketAddress first = small.nextToConnect(now);
    assertThat(small.nextToConnect(now)).isNotNull();
    assertThat(small.nextToConnect(now)).isNull();
    assertThat(small.nextTryNanos(now)).isEqualTo(-1);
    small.established(first, id(1), now);
    assertThat(small.nextToConnect(now)).isNotNull();
    assertThat(small.nextToConnect(now)).isNull();
    assertThat(small.accept(at("10.0.0.9", 99), now)).isFalse();
    small.ended(first, Ending.LOST, now);
    assertThat(small.accept(at("10.0.0.9", 99), now)).isTrue();
    assertThat(small.outlook(now).connected()).isEqualTo(1);
    assertThat(small.outlook(now).connecting()).isEqualTo(2);
  }

  @Test
  void aFullBookGivesUpWhoFailedMostAndNothingElse() {
    PeerBook small = book(new PeerBookLimits(2, 5, 5));
    assertThat(small.add(A, PeerOrigin.TRACKER, now)).isTrue();
    assertThat(small.add(B, PeerOrigin.TRACKER, now)).isTrue();
    InetSocketAddress third = at("10.0.0.3", 1);
    assertThat(small.add(third, PeerOrigin.EXCHANGE, now)).isFalse();
    assertThat(small.nextToConnect(now)).isEqualTo(A);
    small.ended(A, Ending.REFUSED, now);
    assertThat(small.add(third, PeerOrigin.EXCHANGE, now)).isTrue();
    assertThat(small.nextToConnect(now)).isEqualTo(B);
    assertThat(small.nextToConnect(now)).isEqualTo(third);
    assertThat(small.add(A, PeerOrigin.EXCHANGE, now)).isFalse();
  }

  @Test
  void weAreNotOurOwnPeer() {
    book.add(A, PeerOrigin.TRACKER, now);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
    assertThat(book.accept(A_INCOMING, now)).isTrue();
    assertThat(book.established(A_INCOMING, SELF, now)).isEqualTo(Verdict.SELF);
    assertThat(book.established(A, SELF, now)).isEqualTo(Verdict.SELF);
    book.ended(A, Ending.LOST, now);
    book.ended(A_INCOMING, Ending.LOST, now);
    pass(10_000);
    book.add(A, PeerOrigin.TRACKER, now);
    assertThat(book.nextToConnect(now)).isNull();
    assertThat(book.outlook(now).known()).isZero();
  }

  @Test
  void whoIsConnectedAlreadyIsNotConnectedToAgain() {
    accept(A_INCOMING, 1);
    assertThat(book.listensAt(A_INCOMING, 6881, now)).isTrue();
    book.add(A, PeerOrigin.TRACKER, now);
    assertThat(book.nextToConnect(now)).isNull();
    book.ended(A_INCOMING, Ending.LOST, now);
    pass(1);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
  }

  @Test
  void whatIsLearntOfAnAcceptedPeerStaysWithItsAddress() {
    accept(A_INCOMING, 1);
    book.listensAt(A_INCOMING, 6881, now);
    book.useful(A_INCOMING, now);
    assertThat(book.proven(10)).containsExactly(A);
  }

  @Test
  void aSecondConnectionToTheSamePeerIsClosed() {
    connect(A, 1);
    pass(60);
    assertThat(book.accept(A_INCOMING, now)).isTrue();
    assertThat(book.established(A_INCOMING, id(1), now)).isEqualTo(Verdict.DUPLICATE);
    book.ended(A_INCOMING, Ending.NOT_NEEDED, now);
    assertThat(book.outlook(now).connected()).isEqualTo(1);
  }

  @Test
  void aDuplicateTiesItsAddressToTheConnection() {
    accept(A_INCOMING, 1);
    pass(60);
    book.add(A, PeerOrigin.TRACKER, now);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
    assertThat(book.established(A, id(1), now)).isEqualTo(Verdict.DUPLICATE);
    book.ended(A, Ending.NOT_NEEDED, now);
    book.refresh(now);
    assertThat(book.nextToConnect(now)).isNull();
    book.ended(A_INCOMING, Ending.LOST, now);
    pass(1);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
  }

  /// Two books, one connection from each side; whatever the order in which the handshakes arrive,
  /// both keep the same one.
  @Test
  void crossingConnectionsEndAsOne() {
    for (int order = 0; order < 4; order++) {
      Crossing one = new Crossing(10, 20, (order & 1) == 0);
      Crossing two = new Crossing(20, 10, (order & 2) == 0);
      assertThat(one.keepsOutgoing()).isTrue(); // 10 is the lower id
      assertThat(two.keepsOutgoing()).isFalse();
    }
  }

  private final class Crossing {
    private final PeerBook mine;
    private final Verdict second;
    private final boolean outgoingFirst;

    Crossing(int self, int other, boolean outgoingFirst) {
      this.outgoingFirst = outgoingFirst;
      mine = new PeerBook(PeerBookLimits.defaults(), id(self), new Random(1));
      mine.add(A, PeerOrigin.TRACKER, now);
      assertThat(mine.nextToConnect(now)).isEqualTo(A);
      assertThat(mine.accept(A_INCOMING, now)).isTrue();
      InetSocketAddress first = outgoingFirst ? A : A_INCOMING;
      InetSocketAddress next = outgoingFirst ? A_INCOMING : A;
      assertThat(mine.established(first, id(other), now)).isEqualTo(Verdict.KEEP);
      second = mine.established(next, id(other), now + SECOND);
      if (second == Verdict.REPLACES) {
        assertThat(mine.replaced()).isEqualTo(first);
      }
    }

    boolean keepsOutgoing() {
      assertThat(second).isIn(Verdict.REPLACES, Verdict.DUPLICATE);
      return (second == Verdict.REPLACES) != outgoingFirst;
    }
  }

  @Test
  void whoSendsACorruptPieceAloneIsBanned() {
    connect(A, 1);
    int source = book.source(A);
    assertThat(book.blame(source, true, now)).isTrue();
    book.ended(A, Ending.LOST, now);
    book.add(A, PeerOrigin.MANUAL, now);
    pass(10_000);
    assertThat(book.nextToConnect(now)).isNull();
    assertThat(book.isBanned(A)).isTrue();
    assertThat(book.outlook(now).banned()).isEqualTo(1);
    assertThat(book.outlook(now).known()).isZero();
    assertThat(book.accept(A_INCOMING, now)).isTrue();
    assertThat(book.established(A_INCOMING, id(1), now)).isEqualTo(Verdict.BANNED);
  }

  @Test
  void sharedBlameBansSlowlyAndPraiseHelps() {
    connect(A, 1);
    int source = book.source(A);
    for (int i = 0; i < 100; i++) {
      book.praise(source); // counts up to eight
    }
    for (int i = 0; i < 7; i++) {
      assertThat(book.blame(source, false, now)).isFalse();
    }
    assertThat(book.blame(source, false, now)).isTrue();
  }

  @Test
  void anAcceptedLiarIsKnownByItsIdAtItsIp() {
    accept(A_INCOMING, 1);
    int source = book.source(A_INCOMING);
    assertThat(book.blame(source, true, now)).isTrue();
    book.ended(A_INCOMING, Ending.LOST, now);
    InetSocketAddress again = at("10.0.0.1", 40_001);
    assertThat(book.accept(again, now)).isTrue();
    assertThat(book.established(again, id(1), now)).isEqualTo(Verdict.BANNED);
    accept(at("10.0.0.2", 40_001), 1); // who borrowed the id elsewhere is not meant
    accept(at("10.0.0.1", 40_002), 2); // nor are others there
  }

  @Test
  void blameReachesWhoIsGoneAndItsAddress() {
    accept(A_INCOMING, 1);
    int source = book.source(A_INCOMING);
    book.listensAt(A_INCOMING, 6881, now);
    book.ended(A_INCOMING, Ending.LOST, now);
    assertThat(book.blame(source, true, now)).isTrue();
    assertThat(book.isBanned(A)).isTrue();
    accept(at("10.0.0.1", 40_001), 2);
    assertThat(book.listensAt(at("10.0.0.1", 40_001), 6881, now)).isFalse();
  }

  @Test
  void threeLiarsBanTheirIpUnlessItIsThisMachine() {
    for (String ip : List.of("10.0.0.1", "127.0.0.1", "::1")) {
      for (int i = 0; i < 3; i++) {
        accept(at(ip, 40_000 + i), 100 + i);
        assertThat(book.blame(book.source(at(ip, 40_000 + i)), true, now)).isTrue();
        book.ended(at(ip, 40_000 + i), Ending.LOST, now);
      }
      boolean shared = !"10.0.0.1".equals(ip);
      assertThat(book.accept(at(ip, 50_000), now)).as(ip).isEqualTo(shared);
      book.add(at(ip, 6881), PeerOrigin.TRACKER, now);
      assertThat(book.nextToConnect(now) != null).as(ip).isEqualTo(shared);
      assertThat(book.isBanned(at(ip, 50_001))).as(ip).isEqualTo(!shared);
    }
  }

  @Test
  void blameOfNobodyIsIgnored() {
    assertThat(book.source(A)).isEqualTo(-1);
    assertThat(book.blame(-1, true, now)).isFalse();
    book.praise(77);
    book.useful(A, now);
    book.ended(A, Ending.LOST, now);
    assertThat(book.outlook(now)).isEqualTo(new Outlook(0, 0, 0, 0, 0, 0, 0, 0, -1));
  }

  @Test
  void anAcceptedConnectionMayComeFromTheListeningPort() {
    book.add(A, PeerOrigin.TRACKER, now);
    accept(A, 1);
    assertThat(book.accept(A, now)).isFalse();
    assertThat(book.nextToConnect(now)).isNull();
    assertThat(book.outlook(now).connected()).isEqualTo(1);
    book.ended(A, Ending.LOST, now);
    pass(1);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
    assertThat(book.accept(A, now)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNANSWERED")
  void theOutlookSaysWhyNobodyIsThere(Ending ending) {
    book.add(A, PeerOrigin.TRACKER, now);
    book.add(B, PeerOrigin.TRACKER, now);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
    book.ended(A, ending, now);
    assertThat(book.nextToConnect(now)).isEqualTo(B);
    Outlook outlook = book.outlook(now);
    assertThat(outlook.known()).isEqualTo(2);
    assertThat(outlook.connecting()).isEqualTo(1);
    assertThat(outlook.refused()).isEqualTo(ending == Ending.REFUSED ? 1 : 0);
    assertThat(outlook.timedOut()).isEqualTo(ending == Ending.TIMED_OUT ? 1 : 0);
    assertThat(outlook.unreachable()).isEqualTo(ending == Ending.UNREACHABLE ? 1 : 0);
    int sum = outlook.refused() + outlook.timedOut() + outlook.unreachable() + outlook.lost();
    assertThat(sum).isEqualTo(1);
    assertThat(outlook.nextTryNanos()).isPositive().isEqualTo(book.nextTryNanos(now));
  }

  @Test
  void whoDoesNotAnswerIsTriedEncryptedAtOnceAndOnce() {
    book.add(A, PeerOrigin.TRACKER, now);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
    assertThat(book.wantsEncryption(A)).isFalse();
    book.ended(A, Ending.UNANSWERED, now);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
    assertThat(book.wantsEncryption(A)).isTrue();
    book.ended(A, Ending.UNANSWERED, now);
    assertThat(book.nextToConnect(now)).isNull();
    pass(1);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
    assertThat(book.wantsEncryption(A)).isFalse();
  }

  @Test
  void whoSpokeEncryptedIsDialledSoAgain() {
    book.add(A, PeerOrigin.TRACKER, now);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
    book.ended(A, Ending.UNANSWERED, now);
    connect(A, 1);
    book.ended(A, Ending.LOST, now);
    pass(1);
    assertThat(book.nextToConnect(now)).isEqualTo(A);
    assertThat(book.wantsEncryption(A)).isTrue();
    // It was restarted as something else, that waits for a handshake it understands.
    book.ended(A, Ending.TIMED_OUT, now);
    assertThat(book.wantsEncryption(A)).isFalse();
  }

  @Test
  void provenAddressesAreNamedLatestFirst() {
    for (int port = 1; port <= 3; port++) {
      connect(at("10.0.0.1", port), port);
      pass(4);
      book.useful(at("10.0.0.1", port), now);
    }
    book.add(B, PeerOrigin.TRACKER, now);
    assertThat(book.proven(2)).containsExactly(at("10.0.0.1", 3), at("10.0.0.1", 2));
    assertThat(book.proven(9)).hasSize(3);
  }
}

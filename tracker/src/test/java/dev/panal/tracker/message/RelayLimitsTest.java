package dev.panal.tracker.message;

import static dev.panal.tracker.message.Post.ELSEWHERE;
import static dev.panal.tracker.message.Post.HOME;
import static dev.panal.tracker.message.Post.all;
import static dev.panal.tracker.message.Post.claim;
import static dev.panal.tracker.message.Post.member;
import static dev.panal.tracker.message.Post.refused;
import static dev.panal.tracker.message.Post.texts;
import static dev.panal.tracker.message.Post.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.tracker.message.Draft.Recipient;
import dev.panal.tracker.message.Outcome.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whoever wants too much gets a reason, and costs nobody else anything.
final class RelayLimitsTest {
  private static final Rate FREE = new Rate(1_000_000, Duration.ofNanos(1));
  private static final RelayConfig.Rates NO_RATES =
      new RelayConfig.Rates(FREE, FREE, FREE, FREE, FREE, FREE);
  private static final RelayConfig DEFAULTS = RelayConfig.defaults();

  private static InetAddress address(int number) {
    return InetAddress.ofLiteral("10.0." + number / 256 + "." + number % 256);
  }

  private static Reason reason(Outcome<?> outcome) {
    return refused(outcome).reason();
  }

  @Test
  void textsHaveALength() {
    Post post = new Post();
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    assertThat(post.sent(to(anna), "é".repeat(2_048)).kept()).isEqualTo(1);
    assertThat(reason(post.post(to(anna), Optional.empty(), "é".repeat(2_049), HOME)))
        .isEqualTo(Reason.TOO_LARGE);
    assertThat(post.sent(to(anna), "😀".repeat(1_024)).kept()).isEqualTo(1);
    assertThat(reason(post.post(to(anna), Optional.empty(), "😀".repeat(1_025), HOME)))
        .isEqualTo(Reason.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n\t", "half \ud83d of one", "\ude00", "end \ud83d"})
  void textsAreTexts(String text) {
    Post post = new Post();
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    assertThat(reason(post.post(to(anna), Optional.empty(), text, HOME))).isEqualTo(Reason.INVALID);
  }

  @Test
  void anAddressMaySendSoMuch() {
    Post post = new Post();
    for (int i = 0; i < 10; i++) {
      post.joins(i, "-PN0100-peer" + i);
    }
    int sent = 0;
    Outcome<Receipt> last = post.post(all(0), Optional.empty(), "x", ELSEWHERE);
    while (last instanceof Outcome.Done && sent < 1_000) {
      sent++;
      last = post.post(all(sent % 10), Optional.empty(), "x", ELSEWHERE);
    }
    assertThat(sent).isEqualTo(30);
    assertThat(refused(last).retryIn()).contains(Duration.ofMillis(500));
    assertThat(post.post(all(0), Optional.empty(), "x", HOME)).isInstanceOf(Outcome.Done.class);
    post.world.loop.pass(Duration.ofMillis(501));
    assertThat(post.post(all(0), Optional.empty(), "x", ELSEWHERE))
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void manyAddressesTogetherMaySendSoMuch() {
    Post post = new Post();
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    for (int i = 0; i < 5; i++) {
      assertThat(post.post(new Recipient.Everybody(), Optional.empty(), "x", address(i)))
          .isInstanceOf(Outcome.Done.class);
    }
    assertThat(reason(post.post(new Recipient.Everybody(), Optional.empty(), "x", address(99))))
        .isEqualTo(Reason.TOO_MANY);
    int toAnna = 0;
    while (toAnna < 1_000
        && post.post(to(anna), Optional.empty(), "x", address(toAnna)) instanceof Outcome.Done) {
      toAnna++;
    }
    assertThat(toAnna).isEqualTo(30);
  }

  @Test
  void whatIsKeptIsNeverPushedOut() {
    Post post = new Post(DEFAULTS.withRates(NO_RATES));
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    post.sent(to(anna), "important");
    for (int flood = 0; flood < 500; flood++) {
      post.post(to(anna), Optional.empty(), "flood", address(flood / 20));
      post.post(all(1), Optional.empty(), "flood", address(flood / 20));
    }
    Mail mail = post.fetched(anna, 0);
    assertThat(mail.messages()).hasSize(DEFAULTS.maxKeptPerMailbox());
    assertThat(texts(mail).getFirst()).isEqualTo("important");
  }

  @Test
  void oneSenderDoesNotFillAMailbox() {
    Post post = new Post(DEFAULTS.withRates(NO_RATES));
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    for (int i = 0; i < DEFAULTS.maxKeptPerSender(); i++) {
      assertThat(post.sent(to(anna), "x").kept()).isEqualTo(1);
    }
    assertThat(reason(post.post(to(anna), Optional.empty(), "x", ELSEWHERE)))
        .isEqualTo(Reason.TOO_MANY);
    assertThat(post.sent(all(1), "x").missed()).isEqualTo(1);
    assertThat(post.post(to(anna), Optional.empty(), "x", HOME)).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aStreamThatNeverSaysWhereItStandsGetsTheLatestOnly() {
    Post post = new Post(DEFAULTS.withRates(NO_RATES));
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    long after = 0;
    for (int i = 0; i < 200; i++) {
      post.sent(to(anna), "message " + i);
      after = post.fetched(new Fetch(claim(anna), 0, after, Duration.ZERO), HOME).after();
    }
    Mail again = post.fetched(anna, 0);
    assertThat(again.messages()).hasSize(DEFAULTS.maxKeptPerMailbox());
    assertThat(texts(again).getLast()).isEqualTo("message 199");
    assertThat(post.disk.messages).hasSizeLessThanOrEqualTo(DEFAULTS.maxKeptPerMailbox());
  }

  @Test
  void allTogetherHasALimit() {
    RelayConfig small =
        new RelayConfig(
            4096,
            10_000,
            256,
            64,
            64,
            100_000,
            1_000,
            DEFAULTS.keep(),
            DEFAULTS.away(),
            DEFAULTS.maxWait(),
            0,
            NO_RATES);
    Post post = new Post(small);
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    String page = "a".repeat(4_000);
    int taken = 0;
    Outcome<Receipt> last = post.post(to(anna), Optional.empty(), page, ELSEWHERE);
    while (last instanceof Outcome.Done && taken < 1_000) {
      taken++;
      last = post.post(to(anna), Optional.empty(), page, ELSEWHERE);
    }
    assertThat(reason(last)).isEqualTo(Reason.TOO_MANY);
    assertThat(taken).isEqualTo(100_000 / 8_300);
    long after = post.fetched(anna, 0).after();
    post.fetched(anna, after);
    for (int i = 0; i < taken; i++) {
      assertThat(post.sent(to(anna), page).kept()).isEqualTo(1);
    }
  }

  @Test
  void mailboxesHaveALimitForEachAddress() {
    Post post = new Post();
    for (int i = 0; i < DEFAULTS.maxMailboxesPerSite(); i++) {
      post.joins(1, "-PN0100-" + (100 + i));
    }
    SwarmMember more = member(1, "-PN0100-more");
    post.announcedKeys.put(more, more.hashCode());
    Fetch fetch = new Fetch(claim(more), 0, 0, Duration.ZERO);
    assertThat(reason(post.fetch(fetch, HOME).getFirst())).isEqualTo(Reason.TOO_MANY);
    assertThat(post.fetched(fetch, ELSEWHERE).messages()).isEmpty();
  }

  @Test
  void aDiskThatHangsIsNotWaitedForWithoutEnd() {
    Post post = new Post(DEFAULTS.withRates(NO_RATES));
    post.joins(1, "-PN0100-anna");
    post.disk.slow = true;
    for (int i = 0; i < DEFAULTS.maxUnsaved(); i++) {
      post.post(all(2), Optional.empty(), "x", ELSEWHERE);
    }
    assertThat(reason(post.post(all(2), Optional.empty(), "x", ELSEWHERE)))
        .isEqualTo(Reason.TOO_MANY);
    post.disk.flush();
    assertThat(post.sent(all(2), "x").kept()).isZero();
  }

  @Test
  void anAddressMayAskSoOften() {
    Post post = new Post();
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    Fetch fetch = new Fetch(claim(anna), 0, 0, Duration.ZERO);
    int asked = 0;
    while (asked < 10_000 && post.fetch(fetch, HOME).getFirst() instanceof Outcome.Done) {
      asked++;
    }
    assertThat(asked).isEqualTo(1_023);
  }

  @Test
  void addressesOfIpv6CountByHousehold() {
    Site one = Site.of(InetAddress.ofLiteral("2001:db8::1"));
    assertThat(Site.of(InetAddress.ofLiteral("2001:db8::ffff:1"))).isEqualTo(one);
    assertThat(Site.of(InetAddress.ofLiteral("2001:db8:0:1::1"))).isNotEqualTo(one);
    assertThat(Site.of(InetAddress.ofLiteral("0.0.0.1"))).isNotEqualTo(Site.of(HOME));
  }
}

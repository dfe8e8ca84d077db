package dev.panal.tracker.message;

import static dev.panal.tracker.message.Post.ELSEWHERE;
import static dev.panal.tracker.message.Post.HOME;
import static dev.panal.tracker.message.Post.all;
import static dev.panal.tracker.message.Post.claim;
import static dev.panal.tracker.message.Post.done;
import static dev.panal.tracker.message.Post.member;
import static dev.panal.tracker.message.Post.peer;
import static dev.panal.tracker.message.Post.refused;
import static dev.panal.tracker.message.Post.texts;
import static dev.panal.tracker.message.Post.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.tracker.KeyProof;
import dev.panal.tracker.message.Draft.Recipient;
import dev.panal.tracker.message.Outcome.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who gets what, and who may say what.
final class MessageRelayTest {
  private final Post post = new Post();

  @Test
  void aMessageWaitsUntilItsReaderHasIt() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    Receipt receipt = post.sent(to(anna), "hello");
    assertThat(receipt.kept()).isEqualTo(1);

    Mail mail = post.fetched(anna, 0);
    assertThat(texts(mail)).containsExactly("hello");
    assertThat(mail.after()).isEqualTo(receipt.sequence());
    assertThat(mail.messages().getFirst().sender())
        .isEqualTo(new Message.Sender(ELSEWHERE, Optional.empty()));
    assertThat(texts(post.fetched(anna, 0))).as("the answer got lost").containsExactly("hello");
    assertThat(texts(post.fetched(anna, mail.after()))).isEmpty();
    assertThat(texts(post.fetched(anna, 0))).as("acknowledged").isEmpty();
    assertThat(post.disk.messages).isEmpty();
  }

  @Test
  void whoWaitsGetsItAtOnce() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    List<Outcome<Mail>> answer = post.waits(anna, 0);
    assertThat(answer).isEmpty();
    assertThat(post.sent(to(anna), "hello").delivered()).isEqualTo(1);
    assertThat(texts(done(answer.getFirst()))).containsExactly("hello");

    long after = done(answer.getFirst()).after();
    List<Outcome<Mail>> nothing = post.waits(anna, after);
    post.world.loop.pass(Duration.ofSeconds(24));
    assertThat(nothing).isEmpty();
    post.world.loop.pass(Duration.ofSeconds(2));
    assertThat(done(nothing.getFirst())).isEqualTo(new Mail(List.of(), after));
  }

  @Test
  void oneMailboxHasOneReader() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    List<Outcome<Mail>> first = post.waits(anna, 0);
    List<Outcome<Mail>> second = post.waits(anna, 0);
    assertThat(refused(first.getFirst()).reason()).isEqualTo(Reason.REPLACED);
    post.sent(to(anna), "hello");
    assertThat(first).hasSize(1);
    assertThat(texts(done(second.getFirst()))).containsExactly("hello");
  }

  @Test
  void aSwarmHearsWhatIsSaidToItAndNobodyElse() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    SwarmMember ben = post.joins(1, "-PN0100-ben");
    SwarmMember cleo = post.joins(2, "-PN0100-cleo");
    Receipt receipt = done(post.post(all(1), Optional.of(claim(anna)), "who has piece 7?", HOME));
    assertThat(receipt.kept()).isEqualTo(1);
    assertThat(texts(post.fetched(anna, 0))).as("her own words").isEmpty();
    Mail mail = post.fetched(ben, 0);
    assertThat(texts(mail)).containsExactly("who has piece 7?");
    assertThat(mail.messages().getFirst().sender().member()).contains(anna);
    assertThat(texts(post.fetched(cleo, 0))).isEmpty();
    assertThat(post.sent(new Recipient.Everybody(), "closing").kept()).isEqualTo(3);
    assertThat(texts(post.fetched(cleo, 0))).containsExactly("closing");
    assertThat(post.sent(all(9), "anybody?").kept()).as("nobody is there").isZero();
  }

  @Test
  void whoComesLaterDoesNotHearWhatWasSaidBefore() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    post.sent(all(1), "before");
    SwarmMember ben = post.joins(1, "-PN0100-ben");
    post.sent(all(1), "after");
    assertThat(texts(post.fetched(anna, 0))).containsExactly("before", "after");
    assertThat(texts(post.fetched(ben, 0))).containsExactly("after");
  }

  @Test
  void everyMessageIsToldAndTheLastAreRemembered() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    post.sent(all(1), "open");
    post.sent(to(anna), "secret");
    assertThat(post.events).extracting(Message::text).containsExactly("open", "secret");
    List<List<Message>> recent = new java.util.ArrayList<>();
    post.relay.recent(recent::add);
    post.world.loop.settle();
    assertThat(recent.getFirst()).extracting(Message::text).containsExactly("open", "");
  }

  @Test
  void onlyTheAnnouncedKeyOpensAMailbox() {
    SwarmMember anna = member(1, "-PN0100-anna");
    Fetch fetch = new Fetch(claim(anna), 0, 0, Duration.ZERO);
    assertThat(refused(post.fetch(fetch, HOME).getFirst()).reason()).isEqualTo(Reason.FORBIDDEN);
    post.announcedKeys.put(anna, 1);
    assertThat(refused(post.fetch(fetch, HOME).getFirst()).detail()).startsWith("key: ");
    post.announcedKeys.put(anna, anna.hashCode());
    assertThat(post.fetched(fetch, HOME).messages()).isEmpty();
  }

  @Test
  void theOwnerKeepsTheMailboxWhateverOthersAnnounce() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    post.sent(to(anna), "for anna");
    post.announcedKeys.put(anna, 666);
    Fetch thief = new Fetch(new Claim(anna, 666), 0, 0, Duration.ZERO);
    assertThat(refused(post.fetch(thief, ELSEWHERE).getFirst()).reason())
        .isEqualTo(Reason.FORBIDDEN);
    assertThat(refused(post.post(all(1), Optional.of(new Claim(anna, 666)), "lies", ELSEWHERE)))
        .satisfies(no -> assertThat(no.detail()).startsWith("from: key: "));
    assertThat(texts(post.fetched(anna, 0))).containsExactly("for anna");
  }

  @Test
  void whereTwoClaimAnIdNobodyGetsIt() {
    SwarmMember anna = member(1, "-PN0100-anna");
    post.announcedKeys.put(anna, anna.hashCode());
    post.announced.put(anna, KeyProof.CONTESTED);
    Fetch fetch = new Fetch(claim(anna), 0, 0, Duration.ZERO);
    assertThat(refused(post.fetch(fetch, HOME).getFirst()).detail()).contains("another peer");
  }

  @Test
  void guessingKeysEndsSoon() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    Reason last = Reason.FORBIDDEN;
    int guesses = 0;
    while (last == Reason.FORBIDDEN && guesses < 1_000) {
      guesses++;
      Fetch guess = new Fetch(new Claim(anna, guesses), 0, 0, Duration.ZERO);
      last = refused(post.fetch(guess, ELSEWHERE).getFirst()).reason();
    }
    assertThat(last).isEqualTo(Reason.TOO_MANY);
    assertThat(guesses).isEqualTo(21);
    Fetch right = new Fetch(claim(anna), 0, 0, Duration.ZERO);
    assertThat(refused(post.fetch(right, ELSEWHERE).getFirst()).reason())
        .as("also a right guess")
        .isEqualTo(Reason.TOO_MANY);
    assertThat(post.fetched(right, HOME).messages()).isEmpty();
    post.world.loop.pass(Duration.ofSeconds(11));
    assertThat(post.fetched(right, ELSEWHERE).messages()).isEmpty();
  }

  @Test
  void peersGoByTheBeginningOfTheirIds() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    SwarmMember annette = post.joins(1, "-PN0100-annette");
    for (String name :
        List.of("-PN0100-anna0", "anna", "2d504e303130302d616E6E61", anna.peerId().toString())) {
      post.sent(peer(name), "to " + name);
    }
    assertThat(post.fetched(anna, 0).messages()).hasSize(4);
    post.sent(peer("annet"), "you");
    assertThat(texts(post.fetched(annette, 0))).containsExactly("you");
    assertThat(refused(post.post(peer("-PN0100-ann"), Optional.empty(), "x", HOME)).reason())
        .isEqualTo(Reason.AMBIGUOUS);
    assertThat(refused(post.post(peer("nobody"), Optional.empty(), "x", HOME)).reason())
        .isEqualTo(Reason.UNKNOWN_PEER);
    assertThat(refused(post.post(peer("-PN"), Optional.empty(), "x", HOME)).reason())
        .isEqualTo(Reason.INVALID);
  }

  @Test
  void aClientInTwoSwarmsIsOnePeer() {
    SwarmMember first = post.joins(1, "-PN0100-anna");
    post.world.loop.pass(Duration.ofSeconds(1));
    SwarmMember second = post.joins(2, "-PN0100-anna");
    post.sent(peer("anna"), "where are you?");
    assertThat(texts(post.fetched(second, 0))).containsExactly("where are you?");
    assertThat(texts(post.fetched(first, 0))).isEmpty();
    post.sent(new Recipient.NamedPeer("anna", Optional.of(first.infoHash())), "here?");
    assertThat(texts(post.fetched(first, 0))).containsExactly("here?");
  }

  @Test
  void nobodyGetsAnothersMailUnderHisIdInAnotherSwarm() {
    SwarmMember anna = post.joins(1, "-PN0100-anna", HOME);
    post.world.loop.pass(Duration.ofSeconds(1));
    SwarmMember thief = post.joins(2, "-PN0100-anna", ELSEWHERE);
    assertThat(refused(post.post(peer("anna"), Optional.empty(), "x", HOME)).reason())
        .isEqualTo(Reason.AMBIGUOUS);
    post.sent(to(anna), "for anna");
    assertThat(post.fetched(thief, 0).messages()).isEmpty();
  }

  @Test
  void aStreamHasItsMessagesKeptUntilItSaysWhereItStands() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    for (int i = 0; i < 3; i++) {
      post.sent(to(anna), "message " + i);
    }
    Mail first = post.fetched(new Fetch(claim(anna), 0, 0, Duration.ZERO), HOME);
    post.sent(to(anna), "message 3");
    Mail second = post.fetched(new Fetch(claim(anna), 0, first.after(), Duration.ZERO), HOME);
    assertThat(texts(second)).containsExactly("message 3");
    long two = first.messages().get(1).sequence();
    assertThat(texts(post.fetched(anna, two))).containsExactly("message 2", "message 3");
  }

  @Test
  void messagesOutliveTheProcess() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    SwarmMember ben = post.joins(1, "-PN0100-ben");
    post.sent(all(1), "to both");
    post.sent(to(anna), "to anna");
    Mail read = post.fetched(ben, 0);
    post.fetched(ben, read.after());

    post.announcedKeys.clear();
    post.killAndRestart();

    assertThat(texts(post.fetched(anna, 0))).containsExactly("to both", "to anna");
    assertThat(texts(post.fetched(ben, 0))).isEmpty();
    assertThat(post.sent(to(ben), "still there?").sequence()).isGreaterThan(read.after());
    assertThat(texts(post.fetched(ben, read.after()))).containsExactly("still there?");
    Fetch thief = new Fetch(new Claim(anna, 1), 0, 0, Duration.ZERO);
    assertThat(refused(post.fetch(thief, HOME).getFirst()).reason()).isEqualTo(Reason.FORBIDDEN);
  }

  @Test
  void aMessageIsTakenOnlyWhenItIsSaved() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    post.disk.slow = true;
    List<Outcome<Receipt>> answers = new java.util.ArrayList<>();
    post.relay.post(new Draft(to(anna), Optional.empty(), "hello"), HOME, answers::add);
    post.world.loop.settle();
    assertThat(answers).isEmpty();
    post.disk.flush();
    assertThat(answers).hasSize(1);
  }

  @Test
  void whoIsAheadOfTheTrackerStillHears() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    List<Outcome<Mail>> answer = post.waits(anna, Long.MAX_VALUE);
    post.sent(to(anna), "hello");
    assertThat(texts(done(answer.getFirst()))).containsExactly("hello");
  }

  @Test
  void messagesAndMailboxesAgeAway() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    post.sent(to(anna), "old");
    post.world.loop.pass(Duration.ofHours(12));
    assertThat(texts(post.fetched(anna, 0))).containsExactly("old");
    post.sent(to(anna), "new");
    post.world.loop.pass(Duration.ofHours(13));
    assertThat(texts(post.fetched(anna, 0))).containsExactly("new");
    post.announcedKeys.clear();
    post.world.loop.pass(Duration.ofHours(25));
    assertThat(refused(post.post(to(anna), Optional.empty(), "x", HOME)).reason())
        .isEqualTo(Reason.UNKNOWN_PEER);
    assertThat(post.disk.messages).isEmpty();
    assertThat(post.disk.mailboxes).isEmpty();
  }

  @Test
  void closingSendsEverybodyAway() {
    SwarmMember anna = post.joins(1, "-PN0100-anna");
    List<Outcome<Mail>> answer = post.waits(anna, 0);
    post.relay.close();
    post.world.loop.settle();
    assertThat(refused(answer.getFirst()).reason()).isEqualTo(Reason.CLOSED);
    assertThat(refused(post.waits(anna, 0).getFirst()).reason()).isEqualTo(Reason.CLOSED);
    assertThat(refused(post.post(to(anna), Optional.empty(), "x", HOME)).reason())
        .isEqualTo(Reason.CLOSED);
    assertThat(post.world.loop.timers()).isZero();
  }
}

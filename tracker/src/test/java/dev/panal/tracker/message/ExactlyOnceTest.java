package dev.panal.tracker.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers get lost, the disk is slow, the process is killed: every message whose sender was told
/// that it was taken reaches each of its readers once, and in order.
final class ExactlyOnceTest {
  private static final int STEPS = 3_000;
  private static final int PEERS = 6;
  private static final Rate FREE = new Rate(1_000_000, Duration.ofNanos(1));

  private final Post post =
      new Post(
          RelayConfig.defaults()
              .withRates(new RelayConfig.Rates(FREE, FREE, FREE, FREE, FREE, FREE)));
  private final List<Reader> readers = new ArrayList<>();
  private final Map<String, List<SwarmMember>> taken = new LinkedHashMap<>();
  private int written;

  /// A client that counts sequence numbers.
  private static final class Reader {
    final SwarmMember member;
    final List<Message> got = new ArrayList<>();
    long after;
    List<Outcome<Mail>> waiting = List.of();

    Reader(SwarmMember member) {
      this.member = member;
    }

    /// @param lost whether the connection breaks before the answer is here
    void take(boolean lost) {
      if (!waiting.isEmpty()) {
        if (!lost && waiting.getFirst() instanceof Outcome.Done<Mail>(Mail mail)) {
          for (Message message : mail.messages()) {
            if (message.sequence() > after) {
              got.add(message);
              after = message.sequence();
            }
          }
          after = Math.max(after, mail.after());
        }
        waiting = List.of();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyMessageThatWasTakenArrivesOnce(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < PEERS; i++) {
      readers.add(new Reader(post.joins(i % 2, "-PN0100-peer" + i, address(i))));
    }
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(20)) {
        case 0 -> crash();
        case 1, 2 -> post.disk.flush();
        case 3 -> post.disk.slow = random.nextBoolean();
        case 4, 5, 6, 7 -> write(random);
        case 8 -> post.world.loop.pass(Duration.ofSeconds(random.nextInt(30)));
        default -> read(readers.get(random.nextInt(PEERS)), random);
      }
    }
    for (int round = 0; round < 2; round++) {
      for (Reader reader : readers) {
        reader.take(false);
        reader.waiting = fetch(reader, Duration.ZERO);
        reader.take(false);
      }
    }
    check();
    post.disk.flush();
    assertThat(post.disk.messages).hasSizeLessThanOrEqualTo(post.config.recent());
    assertThat(post.disk.messages.values()).allMatch(Message::open);
  }

  private static InetAddress address(int number) {
    return InetAddress.ofLiteral("10.0.0." + number);
  }

  private List<Outcome<Mail>> fetch(Reader reader, Duration patience) {
    return post.fetch(
        new Fetch(Post.claim(reader.member), reader.after, reader.after, patience), Post.HOME);
  }

  private void read(Reader reader, SplittableRandom random) {
    reader.take(random.nextInt(4) == 0);
    reader.waiting = fetch(reader, Duration.ofSeconds(random.nextInt(3) * 20L));
  }

  private void write(SplittableRandom random) {
    String text = "message " + written++;
    Reader one = readers.get(random.nextInt(PEERS));
    boolean named = random.nextInt(3) > 0;
    Draft.Recipient to =
        named ? Post.to(one.member) : new Draft.Recipient.Swarm(one.member.infoHash());
    List<SwarmMember> audience =
        readers.stream()
            .map(reader -> reader.member)
            .filter(member ->
                named ? member.equals(one.member) : one.member.infoHash().equals(member.infoHash()))
            .toList();
    // From many addresses, so that no mailbox is full for the sender.
    post.relay.post(
        new Draft(to, Optional.empty(), text),
        address(100 + random.nextInt(100)),
        outcome -> {
          if (outcome instanceof Outcome.Done<Receipt>(Receipt receipt)) {
            if (receipt.missed() == 0) {
              taken.put(text, audience);
            }
          }
        });
    post.world.loop.settle();
  }

  private void crash() {
    post.killAndRestart();
    post.world.loop.pass(Duration.ofMillis(20));
    readers.forEach(reader -> reader.take(true));
  }

  private void check() {
    assertThat(taken).hasSizeGreaterThan(200);
    for (Reader reader : readers) {
      assertThat(reader.got).extracting(Message::text).doesNotHaveDuplicates();
      assertThat(reader.got).extracting(Message::sequence).isSorted();
      List<String> due =
          taken.entrySet().stream()
              .filter(entry -> entry.getValue().contains(reader.member))
              .map(Map.Entry::getKey)
              .toList();
      assertThat(reader.got).extracting(Message::text).containsAll(due);
    }
  }
}

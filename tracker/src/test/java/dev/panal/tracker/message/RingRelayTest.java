package dev.panal.tracker.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.tracker.FakeWorld;
import dev.panal.tracker.KeyProof;
import dev.panal.tracker.message.Draft.Recipient;
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

/// Several relays that tell each other everything, a little late, some of it twice and in any
/// order. Readers ask now here, now there, and lose answers: each message that was taken reaches
/// each of its readers once.
final class RingRelayTest {
  private static final int RELAYS = 3;
  private static final int PEERS = 5;
  private static final int STEPS = 1_500;

  /// Less than letters are held.
  private static final int LATEST_MILLIS = 200;

  private static final Rate FREE = new Rate(1_000_000, Duration.ofNanos(1));

  private final FakeWorld world = new FakeWorld();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private final Map<String, List<SwarmMember>> taken = new LinkedHashMap<>();
  private SplittableRandom random = new SplittableRandom(0);
  private int written;
  private long versions;

  /// A relay whose journal is told to all.
  private final class Node implements MessageJournal {
    final MessageRelay relay;
    private final Map<Object, Long> newest = new LinkedHashMap<>();

    Node(int number) {
      relay =
          new MessageRelay(
              world.loop,
              (swarm, id, key, receiver) -> receiver.accept(KeyProof.PROVEN),
              RelayConfig.defaults()
                  .withRates(new RelayConfig.Rates(FREE, FREE, FREE, FREE, FREE, FREE)),
              this,
              Kept.NOTHING,
              _ -> {});
      relay.join(number);
    }

    private boolean news(Object key, long version) {
      boolean news = newest.getOrDefault(key, -1L) < version;
      if (news) {
        newest.put(key, version);
      }
      return news;
    }

    @Override
    public void add(Message message, Runnable saved) {
      boolean _ = news(message.sequence(), 0);
      tell(message.sequence(), 0, node -> node.relay.heard(message));
      saved.run();
    }

    @Override
    public void remove(long sequence) {}

    @Override
    public void acknowledged(Message message) {
      boolean _ = news(message.sequence(), 1);
      SwarmMember member = ((Audience.Peer) message.audience()).member();
      tell(message.sequence(), 1, node -> node.relay.heardAcknowledged(message.sequence(), member));
    }

    @Override
    public void put(MailboxRecord mailbox) {
      long version = versions++;
      boolean _ = news(mailbox.member(), version);
      tell(mailbox.member(), version, node -> node.relay.heard(mailbox));
    }

    @Override
    public void drop(SwarmMember member) {}

    private void tell(Object key, long version, java.util.function.Consumer<Node> then) {
      for (Node node : nodes) {
        if (node != this) {
          for (int times = random.nextInt(4) == 0 ? 2 : 1; times > 0; times--) {
            var _ =
                world.loop.schedule(
                    Duration.ofMillis(random.nextInt(LATEST_MILLIS)),
                    () -> {
                      if (node.news(key, version)) {
                        then.accept(node);
                      }
                    });
          }
        }
      }
    }
  }

  /// A client that counts sequence numbers.
  private static final class Reader {
    final SwarmMember member;
    final List<String> got = new ArrayList<>();
    long after;
    List<Outcome<Mail>> waiting = List.of();

    Reader(SwarmMember member) {
      this.member = member;
    }

    void take(boolean lost) {
      if (!waiting.isEmpty()
          && !lost
          && waiting.getFirst() instanceof Outcome.Done<Mail>(Mail mail)) {
        for (Message message : mail.messages()) {
          if (message.sequence() > after) {
            got.add(message.text());
            after = message.sequence();
          }
        }
        after = Math.max(after, mail.after());
      }
      waiting = List.of();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyMessageThatWasTakenArrivesOnce(long seed) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < RELAYS; i++) {
      nodes.add(new Node(i));
    }
    for (int i = 0; i < PEERS; i++) {
      readers.add(new Reader(Post.member(i % 2, "-PN0100-peer" + i)));
      fetch(readers.get(i), Duration.ZERO);
    }
    world.loop.pass(Duration.ofSeconds(1));
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(3) == 0) {
        write();
      } else {
        Reader reader = readers.get(random.nextInt(PEERS));
        reader.take(random.nextInt(4) == 0);
        fetch(reader, Duration.ofMillis(random.nextInt(3) * 300L));
      }
      world.loop.pass(Duration.ofMillis(random.nextInt(150)));
    }
    for (int round = 0; round < 4; round++) {
      world.loop.pass(Duration.ofSeconds(1));
      for (Reader reader : readers) {
        reader.take(false);
        fetch(reader, Duration.ZERO);
      }
    }
    assertThat(taken).hasSizeGreaterThan(STEPS / 5);
    for (Reader reader : readers) {
      List<String> due = new ArrayList<>();
      taken.forEach((text, members) -> {
        if (members.contains(reader.member)) {
          due.add(text);
        }
      });
      assertThat(reader.got).containsExactlyInAnyOrderElementsOf(due);
    }
  }

  private static InetAddress address(int number) {
    return InetAddress.ofLiteral("10.0.0." + number);
  }

  private void fetch(Reader reader, Duration patience) {
    List<Outcome<Mail>> answers = new ArrayList<>();
    nodes
        .get(random.nextInt(RELAYS))
        .relay
        .fetch(
            new Fetch(Post.claim(reader.member), reader.after, reader.after, patience),
            Post.HOME,
            answers::add);
    world.loop.settle();
    reader.waiting = answers;
  }

  private void write() {
    String text = "message " + written++;
    SwarmMember one = readers.get(random.nextInt(PEERS)).member;
    boolean named = random.nextInt(3) > 0;
    Recipient to = named ? Post.to(one) : new Recipient.Swarm(one.infoHash());
    List<SwarmMember> audience =
        readers.stream()
            .map(reader -> reader.member)
            .filter(member -> named ? member.equals(one) : member.infoHash().equals(one.infoHash()))
            .toList();
    nodes
        .get(random.nextInt(RELAYS))
        .relay
        .post(
            new Draft(to, Optional.empty(), text),
            address(random.nextInt(250)),
            outcome -> {
              if (outcome instanceof Outcome.Done<Receipt>(Receipt receipt)
                  && receipt.missed() == 0) {
                taken.put(text, audience);
              }
            });
    world.loop.settle();
  }
}

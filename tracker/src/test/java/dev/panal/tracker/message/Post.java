package dev.panal.tracker.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.tracker.FakeWorld;
import dev.panal.tracker.KeyProof;
import dev.panal.tracker.message.Draft.Recipient;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A relay in a world whose time passes when told to, with a tracker that believes what it is told
/// and a disk that is a map. What tests of the relay say over and over, in short words.
final class Post {
  static final InetAddress HOME = InetAddress.ofLiteral("192.0.2.1");
  static final InetAddress ELSEWHERE = InetAddress.ofLiteral("192.0.2.2");

  final FakeWorld world = new FakeWorld();
  final Map<SwarmMember, KeyProof> announced = new LinkedHashMap<>();
  final Map<SwarmMember, Integer> announcedKeys = new LinkedHashMap<>();
  final List<Message> events = new ArrayList<>();
  final Disk disk = new Disk();
  final RelayConfig config;
  MessageRelay relay;

  Post() {
    this(RelayConfig.defaults());
  }

  Post(RelayConfig config) {
    this.config = config;
    this.relay = open();
  }

  private MessageRelay open() {
    return new MessageRelay(
        world.loop, this::proves, config, disk, disk.kept(), message -> events.add(message));
  }

  /// The process is killed and starts again.
  void killAndRestart() {
    // Nothing of the old one runs on: its timers find a relay that nobody asks.
    relay.close();
    world.loop.settle();
    disk.crash();
    relay = open();
    world.loop.settle();
  }

  private void proves(
      InfoHash infoHash, PeerId id, int key, java.util.function.Consumer<KeyProof> receiver) {
    SwarmMember member = new SwarmMember(infoHash, id);
    Integer right = announcedKeys.get(member);
    receiver.accept(
        right == null
            ? KeyProof.NONE
            : announced.getOrDefault(member, right == key ? KeyProof.PROVEN : KeyProof.WRONG));
  }

  static InfoHash swarm(int number) {
    byte[] bytes = new byte[20];
    bytes[19] = (byte) number;
    return InfoHash.of(bytes);
  }

  static SwarmMember member(int swarm, String id) {
    byte[] bytes = (id + "0".repeat(20 - id.length())).getBytes(StandardCharsets.ISO_8859_1);
    return new SwarmMember(swarm(swarm), PeerId.of(bytes));
  }

  /// Announces itself with a key that follows from its id, and opens its mailbox.
  SwarmMember joins(int swarm, String id) {
    return joins(swarm, id, HOME);
  }

  SwarmMember joins(int swarm, String id, InetAddress from) {
    SwarmMember member = member(swarm, id);
    announcedKeys.put(member, member.hashCode());
    assertThat(fetched(new Fetch(claim(member), 0, 0, Duration.ZERO), from).messages()).isEmpty();
    return member;
  }

  static Claim claim(SwarmMember member) {
    return new Claim(member, member.hashCode());
  }

  Outcome<Receipt> post(Recipient to, Optional<Claim> from, String text, InetAddress sender) {
    List<Outcome<Receipt>> answers = new ArrayList<>();
    relay.post(new Draft(to, from, text), sender, answers::add);
    world.loop.settle();
    assertThat(answers).hasSizeLessThan(2);
    return answers.isEmpty() ? new Outcome.Done<>(new Receipt(-1, 0, 0, 0)) : answers.getFirst();
  }

  Receipt sent(Recipient to, String text) {
    return done(post(to, Optional.empty(), text, ELSEWHERE));
  }

  List<Outcome<Mail>> fetch(Fetch fetch, InetAddress from) {
    List<Outcome<Mail>> answers = new ArrayList<>();
    relay.fetch(fetch, from, answers::add);
    world.loop.settle();
    return answers;
  }

  Mail fetched(Fetch fetch, InetAddress from) {
    List<Outcome<Mail>> answers = fetch(fetch, from);
    assertThat(answers).hasSize(1);
    return done(answers.getFirst());
  }

  /// What is there, without waiting.
  Mail fetched(SwarmMember member, long after) {
    return fetched(new Fetch(claim(member), after, after, Duration.ZERO), HOME);
  }

  /// A request that waits.
  List<Outcome<Mail>> waits(SwarmMember member, long after) {
    return fetch(new Fetch(claim(member), after, after, Duration.ofMinutes(5)), HOME);
  }

  static List<String> texts(Mail mail) {
    return mail.messages().stream().map(Message::text).toList();
  }

  static <T> T done(Outcome<T> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<T>) outcome).value();
  }

  static <T> Outcome.Refused<T> refused(Outcome<T> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return (Outcome.Refused<T>) outcome;
  }

  static Recipient peer(String name) {
    return new Recipient.NamedPeer(name, Optional.empty());
  }

  static Recipient to(SwarmMember member) {
    return new Recipient.NamedPeer(member.peerId().toString(), Optional.of(member.infoHash()));
  }

  static Recipient all(int swarm) {
    return new Recipient.Swarm(swarm(swarm));
  }

  /// Writes at once, or when told to; what was not written is lost in a crash.
  static final class Disk implements MessageJournal {
    final Map<Long, Message> messages = new LinkedHashMap<>();
    final Map<SwarmMember, MailboxRecord> mailboxes = new LinkedHashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    boolean slow;

    private void write(Runnable change) {
      waiting.add(change);
      if (!slow) {
        flush();
      }
    }

    void flush() {
      List<Runnable> due = List.copyOf(waiting);
      waiting.clear();
      due.forEach(Runnable::run);
    }

    void crash() {
      waiting.clear();
    }

    Kept kept() {
      return new Kept(messages.values().stream().toList(), mailboxes.values().stream().toList());
    }

    @Override
    public void add(Message message, Runnable saved) {
      write(() -> {
        messages.put(message.sequence(), message);
        saved.run();
      });
    }

    @Override
    public void remove(long sequence) {
      write(() -> messages.remove(sequence));
    }

    @Override
    public void put(MailboxRecord mailbox) {
      write(() -> mailboxes.put(mailbox.member(), mailbox));
    }

    @Override
    public void drop(SwarmMember member) {
      write(() -> mailboxes.remove(member));
    }
  }
}

package dev.panal.simulator.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.simulator.Host;
import dev.panal.simulator.HostSpec;
import dev.panal.simulator.VirtualWorld;
import dev.panal.tracker.CompletedDownloads;
import dev.panal.tracker.HttpAnswer;
import dev.panal.tracker.HttpCall;
import dev.panal.tracker.KeyProof;
import dev.panal.tracker.ListedPeer;
import dev.panal.tracker.SwarmEvent;
import dev.panal.tracker.SwarmSummary;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerConfig;
import dev.panal.tracker.ring.RingMode;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Trackers in a ring: whatever one was told, all can tell, whoever dies.
final class RingTest {
  private static final Duration LATENCY = Duration.ofMillis(2);
  private static final Duration DETECTION = Duration.ofMillis(1_200);
  private static final Duration FRESH = Duration.ofMillis(500);

  /// Trackers, and clients that announce to them.
  private static final class Nodes implements AutoCloseable {
    final VirtualWorld world;
    final VirtualRing ring;
    final List<Host> hosts = new ArrayList<>();
    final List<Tracker> trackers = new ArrayList<>();
    final Map<Host, List<SwarmEvent>> events = new HashMap<>();
    final RingMode mode;
    final SplittableRandom random;

    Nodes(long seed, int count, RingMode mode) {
      world = new VirtualWorld(seed);
      ring = new VirtualRing(world, LATENCY, DETECTION);
      random = new SplittableRandom(seed);
      this.mode = mode;
      for (int i = 0; i < count; i++) {
        Host host = world.host(HostSpec.named("tracker-" + i));
        hosts.add(host);
        trackers.add(start(host));
      }
      world.run(Duration.ofSeconds(1));
    }

    private Tracker start(Host host) {
      List<SwarmEvent> heard = new ArrayList<>();
      Tracker tracker = new Tracker(host.ports(), TrackerConfig.defaults(), heard::add);
      events.put(host, heard);
      tracker.join(ring.join(host, tracker), mode);
      return tracker;
    }

    void kill(List<Integer> numbers) {
      List<Host> dead = numbers.stream().map(hosts::get).toList();
      dead.forEach(Host::crash);
      ring.died(dead);
    }

    void restart(int number) {
      var _ = hosts.get(number).start();
      trackers.set(number, start(hosts.get(number)));
    }

    /// @param then hears what the tracker answered
    void announce(int node, Peer peer, String event, java.util.function.Consumer<String> then) {
      String query =
          "info_hash="
              + escaped(peer.swarm().bytes())
              + "&peer_id=-PN0001-"
              + String.format("%012d", peer.number())
              + "&port=6881&uploaded=0&downloaded=0&compact=1&left="
              + peer.left()
              + "&event="
              + event;
      trackers
          .get(node)
          .http()
          .answer(
              new HttpCall("/announce", query, peer.address()),
              answer -> then.accept(text(answer)));
    }

    String announced(int node, Peer peer, String event) {
      List<String> heard = new ArrayList<>();
      announce(node, peer, event, heard::add);
      assertThat(world.runUntil(() -> !heard.isEmpty(), Duration.ofSeconds(20))).isTrue();
      world.check();
      return heard.getFirst();
    }

    SwarmSummary summary(int node, InfoHash swarm) {
      List<SwarmSummary> found = new ArrayList<>();
      trackers.get(node).swarms(List.of(swarm), found::addAll);
      assertThat(world.runUntil(() -> !found.isEmpty(), Duration.ofSeconds(20))).isTrue();
      return found.getFirst();
    }

    @Override
    public void close() {
      world.check();
      world.close();
    }
  }

  private record Peer(int number, InfoHash swarm, long left) {
    InetAddress address() {
      return InetAddress.ofLiteral("10.77." + number / 250 + "." + (number % 250 + 1));
    }
  }

  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(String.format("%%%02x", b));
    }
    return text.toString();
  }

  private static String text(HttpAnswer answer) {
    return new String(answer.body(), StandardCharsets.ISO_8859_1);
  }

  private static InfoHash swarm(SplittableRandom random) {
    byte[] bytes = new byte[InfoHash.LENGTH];
    random.nextBytes(bytes);
    return InfoHash.of(bytes);
  }

  @ParameterizedTest
  @EnumSource(RingMode.class)
  void anyNodeAnswersForAnySwarm(RingMode mode) {
    try (Nodes nodes = new Nodes(1, 5, mode)) {
      for (int i = 0; i < 60; i++) {
        InfoHash swarm = swarm(nodes.random);
        assertThat(nodes.announced(i % 5, new Peer(1, swarm, 0), "started")).contains("peers");
        nodes.world.run(FRESH);
        String answer = nodes.announced((i + 2) % 5, new Peer(2, swarm, 5), "started");
        assertThat(answer).contains("8:completei1e").contains("5:peers6:\nM");
        nodes.world.run(FRESH);
        for (int node = 0; node < 5; node++) {
          SwarmSummary summary = nodes.summary(node, swarm);
          assertThat(List.of(summary.seeds(), summary.leechers())).containsExactly(1, 1);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RingMode.class)
  void anyTwoMayDieAtOnce(RingMode mode) {
    for (int seed = 0; seed < 4; seed++) {
      try (Nodes nodes = new Nodes(seed, 5, mode)) {
        List<InfoHash> swarms = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          swarms.add(swarm(nodes.random));
        }
        for (int round = 0; round < 4; round++) {
          blow(nodes, swarms, round);
        }
      }
    }
  }

  /// Clients announce all the time, two nodes die, and all that counts must still be known.
  private static void blow(Nodes nodes, List<InfoHash> swarms, int round) {
    Set<Peer> due = new HashSet<>();
    List<Peer> waiting = new ArrayList<>();
    int first = nodes.random.nextInt(5);
    int second = (first + 1 + nodes.random.nextInt(4)) % 5;
    for (int i = 0; i < 430; i++) {
      Peer peer =
          new Peer(round * 1_000 + i, swarms.get(nodes.random.nextInt(swarms.size())), i % 3);
      waiting.add(peer);
      nodes.announce(
          nodes.random.nextInt(5),
          peer,
          "started",
          answer -> {
            if (answer.contains("peers")) {
              due.add(peer);
            }
          });
      nodes.world.run(Duration.ofMillis(5));
    }
    if (nodes.mode == RingMode.FAST) {
      nodes.world.run(FRESH);
    }
    Set<Peer> acknowledged = Set.copyOf(due);
    nodes.kill(List.of(first, second));
    assertThat(acknowledged).hasSizeGreaterThan(300);
    int survivor =
        java.util.stream.IntStream.range(0, 5)
            .filter(node -> node != first && node != second)
            .findFirst()
            .orElseThrow();
    nodes.world.run(Duration.ofSeconds(3));
    for (InfoHash swarm : swarms) {
      long expected = acknowledged.stream().filter(peer -> peer.swarm().equals(swarm)).count();
      SwarmSummary summary = nodes.summary(survivor, swarm);
      assertThat((long) summary.seeds() + summary.leechers()).isGreaterThanOrEqualTo(expected);
    }
    nodes.restart(first);
    nodes.restart(second);
    nodes.world.run(Duration.ofSeconds(3));
    assertThat(waiting).hasSize(430);
  }

  @Test
  void whoSaysGoodByeIsGoneEverywhereAndStaysSo() {
    try (Nodes nodes = new Nodes(3, 5, RingMode.FAST)) {
      for (int i = 0; i < 60; i++) {
        InfoHash swarm = swarm(nodes.random);
        Peer peer = new Peer(7, swarm, 3);
        // The second node's next batch is nearly due, so it overtakes the first word of the peer.
        String _ = nodes.announced((i + 1) % 5, new Peer(8, swarm(nodes.random), 3), "started");
        nodes.world.run(Duration.ofMillis(60));
        String _ = nodes.announced(i % 5, peer, "started");
        nodes.world.run(Duration.ofMillis(i % 20));
        String _ = nodes.announced((i + 1) % 5, peer, "stopped");
        nodes.world.run(FRESH);
        for (int node = 0; node < 5; node++) {
          SwarmSummary summary = nodes.summary(node, swarm);
          assertThat(summary.seeds() + summary.leechers()).as("round %d", i).isZero();
        }
      }
    }
  }

  @Test
  void bothSidesOfACutAnswerAndAreJoinedAfterwards() {
    try (Nodes nodes = new Nodes(4, 5, RingMode.FAST)) {
      List<InfoHash> swarms = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        swarms.add(swarm(nodes.random));
        String _ = nodes.announced(i % 5, new Peer(1, swarms.get(i), 1), "started");
      }
      nodes.world.run(FRESH);
      nodes.ring.cut(nodes.hosts.subList(0, 2));
      nodes.world.run(Duration.ofSeconds(5));
      for (InfoHash swarm : swarms) {
        assertThat(nodes.announced(0, new Peer(2, swarm, 1), "started")).contains("peers");
        assertThat(nodes.announced(4, new Peer(3, swarm, 0), "started")).contains("peers");
      }
      nodes.world.run(FRESH);
      nodes.ring.heal();
      nodes.world.run(Duration.ofSeconds(5));
      for (InfoHash swarm : swarms) {
        for (int node = 0; node < 5; node++) {
          SwarmSummary summary = nodes.summary(node, swarm);
          assertThat(summary.seeds() + " " + summary.leechers()).isEqualTo("1 2");
        }
      }
    }
  }

  @Test
  void allNodesHearOnceOfWhatHappensAnywhere() {
    try (Nodes nodes = new Nodes(8, 5, RingMode.FAST)) {
      for (int i = 0; i < 20; i++) {
        InfoHash swarm = swarm(nodes.random);
        for (String event : List.of("started", "completed", "stopped")) {
          Peer peer = new Peer(i, swarm, event.equals("started") ? 8 : 0);
          String _ = nodes.announced(i % 5, peer, event);
          nodes.world.run(FRESH);
        }
      }
      nodes.events.forEach((host, events) -> {
        assertThat(events.stream().filter(SwarmEvent.Joined.class::isInstance)).hasSize(20);
        assertThat(events.stream().filter(SwarmEvent.Completed.class::isInstance)).hasSize(20);
        assertThat(events.stream().filter(SwarmEvent.Left.class::isInstance)).hasSize(20);
      });
    }
  }

  @Test
  void whoAsksForAllAtOnceGetsAllOrNothing() {
    for (int count : List.of(3, 5)) {
      try (Nodes nodes = new Nodes(9, count, RingMode.FAST)) {
        for (int i = 0; i < 20; i++) {
          String _ = nodes.announced(0, new Peer(1, swarm(nodes.random), 1), "started");
        }
        nodes.world.run(FRESH);
        List<String> heard = new ArrayList<>();
        nodes
            .trackers
            .getLast()
            .http()
            .answer(
                new HttpCall("/scrape", null, InetAddress.getLoopbackAddress()),
                answer -> heard.add(text(answer)));
        assertThat(nodes.world.runUntil(() -> !heard.isEmpty(), FRESH)).isTrue();
        if (count == 3) {
          assertThat(heard.getFirst().split("10:incompletei1e", -1)).hasSize(21);
        } else {
          assertThat(heard.getFirst()).contains("name those you want");
        }
      }
    }
  }

  @Test
  void finishedDownloadsAreCountedOnce() {
    try (Nodes nodes = new Nodes(5, 5, RingMode.FAST)) {
      for (int i = 0; i < 20; i++) {
        InfoHash swarm = swarm(nodes.random);
        String _ = nodes.announced(0, new Peer(1, swarm, 8), "started");
        nodes.world.run(FRESH);
        String _ = nodes.announced(i % 5, new Peer(1, swarm, 0), "completed");
        nodes.world.run(FRESH);
        for (int node = 0; node < 5; node++) {
          assertThat(nodes.summary(node, swarm).completed()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void whatOneNodeRecallsTheOwnersKnow() {
    try (Nodes nodes = new Nodes(8, 5, RingMode.FAST)) {
      List<CompletedDownloads> totals = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        totals.add(new CompletedDownloads(swarm(nodes.random), 1 + i % 7));
      }
      for (int node = 0; node < 5; node++) {
        // Each has some of them, and one knows of more downloads than the others.
        List<CompletedDownloads> some = new ArrayList<>(totals.subList(0, 100));
        for (int i = node; i < totals.size(); i += 5) {
          some.add(totals.get(i));
        }
        some.add(new CompletedDownloads(totals.getFirst().infoHash(), 10 + node));
        nodes.trackers.get(node).recall(some);
      }
      // While it spreads, clients are answered.
      assertThat(nodes.announced(2, new Peer(1, totals.get(1).infoHash(), 8), "started"))
          .contains("peers");
      nodes.world.run(Duration.ofSeconds(3));
      recalled(nodes, totals, List.of(0, 1, 2, 3, 4));
      nodes.kill(List.of(1, 4));
      nodes.world.run(Duration.ofSeconds(5));
      recalled(nodes, totals, List.of(0, 2, 3));
    }
  }

  private static void recalled(Nodes nodes, List<CompletedDownloads> totals, List<Integer> asked) {
    for (int node : asked) {
      assertThat(nodes.summary(node, totals.getFirst().infoHash()).completed()).isEqualTo(14);
      for (CompletedDownloads total : totals.subList(1, 60)) {
        assertThat(nodes.summary(node, total.infoHash()).completed()).isEqualTo(total.count());
      }
    }
  }

  @Test
  void whatWasCountedBeforeTheRingIsKnownToAll() {
    try (Nodes nodes = new Nodes(9, 4, RingMode.FAST)) {
      InfoHash swarm = swarm(nodes.random);
      nodes.kill(List.of(3));
      nodes.world.run(Duration.ofSeconds(3));
      var _ = nodes.hosts.get(3).start();
      Tracker tracker = new Tracker(nodes.hosts.get(3).ports(), TrackerConfig.defaults());
      tracker.recall(List.of(new CompletedDownloads(swarm, 77)));
      tracker.join(nodes.ring.join(nodes.hosts.get(3), tracker), RingMode.FAST);
      nodes.world.run(Duration.ofSeconds(3));
      for (int node = 0; node < 3; node++) {
        assertThat(nodes.summary(node, swarm).completed()).isEqualTo(77);
      }
    }
  }

  @Test
  void anyNodeTellsWhoseKeyItIsAndWhoIsThere() {
    try (Nodes nodes = new Nodes(10, 5, RingMode.FAST)) {
      for (int i = 0; i < 20; i++) {
        InfoHash swarm = swarm(nodes.random);
        Peer seed = new Peer(1, swarm, 0);
        String _ = nodes.announced(i % 5, seed, "started&key=0000abcd");
        String _ = nodes.announced(i % 5, new Peer(2, swarm, 5), "started");
        nodes.world.run(FRESH);
        PeerId id = PeerId.of("-PN0001-000000000001".getBytes(StandardCharsets.US_ASCII));
        for (int node = 0; node < 5; node++) {
          Tracker tracker = nodes.trackers.get(node);
          List<KeyProof> proofs = new ArrayList<>();
          List<ListedPeer> peers = new ArrayList<>();
          tracker.proves(swarm, id, 0xabcd, proofs::add);
          tracker.proves(swarm, id, 0xabce, proofs::add);
          tracker.proves(swarm(nodes.random), id, 0xabcd, proofs::add);
          tracker.peers(swarm, 10, peers::addAll);
          nodes.world.run(FRESH);
          assertThat(proofs)
              .containsExactlyInAnyOrder(KeyProof.PROVEN, KeyProof.WRONG, KeyProof.NONE);
          assertThat(peers).hasSize(2);
          assertThat(peers)
              .filteredOn(peer -> peer.kind() == ListedPeer.Kind.SEED)
              .singleElement()
              .satisfies(peer -> {
                assertThat(peer.peer().id()).contains(id);
                assertThat(peer.percent()).isEqualTo(100);
                assertThat(peer.peer().address().getAddress()).isEqualTo(seed.address());
                assertThat(peer.peer().address().getPort()).isEqualTo(6881);
              });
        }
      }
    }
  }

  @Test
  void whoLeavesTellsTheOthersFirstAndTurnsClientsAway() {
    try (Nodes nodes = new Nodes(6, 3, RingMode.FAST)) {
      InfoHash swarm = swarm(nodes.random);
      List<Boolean> left = new ArrayList<>();
      String _ = nodes.announced(0, new Peer(1, swarm, 8), "started");
      nodes.trackers.getFirst().leave(left::add);
      assertThat(nodes.world.runUntil(() -> !left.isEmpty(), FRESH)).isTrue();
      assertThat(left).containsExactly(true);
      assertThat(nodes.announced(0, new Peer(2, swarm, 8), "started"))
          .contains("about to stop")
          .contains("retry in");
      nodes.kill(List.of(0));
      assertThat(nodes.summary(1, swarm).leechers()).isEqualTo(1);
      assertThat(nodes.summary(2, swarm).leechers()).isEqualTo(1);
    }
  }
}

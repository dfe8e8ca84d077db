package dev.panal.app.tracker.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.policy.LivePolicy;
import dev.panal.app.tracker.policy.Passkeys;
import dev.panal.app.tracker.policy.PolicyOptions;
import dev.panal.app.tracker.policy.PolicyOptions.Swarms;
import dev.panal.tracker.TrackerPolicy;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists and passkeys of several trackers.
final class RingPolicyTest {
  private static final InfoHash A = InfoHash.ofHex("a".repeat(40));
  private static final InfoHash B = InfoHash.ofHex("b".repeat(40));

  @TempDir Path home;

  private final LocalRing ring = new LocalRing();
  private final List<Node> nodes = new ArrayList<>();
  private final List<String> messages = new CopyOnWriteArrayList<>();

  private final class Node {
    final Path data;
    final Path list;
    final boolean keys;
    private TrackerDatabase database;
    private RingDurables durables;
    private LocalRing.Member member;
    private LivePolicy live;
    volatile TrackerPolicy policy = TrackerPolicy.OPEN;

    Node(int number, boolean keys) throws IOException {
      data = home.resolve("node-" + number);
      list = home.resolve("list-" + number);
      this.keys = keys;
    }

    void write(Instant modified, InfoHash... hashes) throws IOException {
      Files.write(list, List.of(hashes).stream().map(InfoHash::hex).toList());
      Files.setLastModifiedTime(list, FileTime.from(modified));
    }

    void start() throws IOException {
      database = TrackerDatabase.open(data, trouble -> {});
      live =
          new LivePolicy(
              keys
                  ? new PolicyOptions(Swarms.ALL, true, Optional.empty(), Optional.empty())
                  : new PolicyOptions(Swarms.LISTED, false, Optional.of(list), Optional.empty()),
              database,
              Set::of,
              messages::add);
      member = ring.join(Runnable::run);
      durables = new RingDurables(member, database, InstantSource.system(), messages::add);
      durables.share(live, messages::add);
      policy = live.now();
      live.watch(now -> policy = now);
    }

    void stop() throws IOException {
      live.close();
      durables.close();
      member.close();
      database.close();
    }

    Passkeys passkeys() throws IOException {
      return new Passkeys(database);
    }
  }

  @AfterEach
  void stop() throws IOException {
    stopAll();
    ring.close();
  }

  private void stopAll() throws IOException {
    for (Node node : nodes) {
      node.stop();
    }
  }

  private void startAll() throws IOException {
    for (Node node : nodes) {
      node.start();
    }
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
  }

  @Test
  void theNewestListHolds() throws Exception {
    Instant now = Instant.now();
    nodes.add(new Node(0, false));
    nodes.add(new Node(1, false));
    nodes.get(0).write(now.minusSeconds(100), A);
    nodes.get(1).write(now.minusSeconds(50), B);
    startAll();
    until(() -> nodes.stream().allMatch(node -> node.policy.admits(B) && !node.policy.admits(A)));
    until(() -> messages.size() == 1);
    assertThat(messages.getFirst()).contains("allow list of another tracker");
    nodes.get(0).write(now.minusSeconds(10), A, B);
    until(() -> nodes.stream().allMatch(node -> node.policy.admits(A) && node.policy.admits(B)));
    stopAll();
    // The newest is known also where it was not written, and the other is not there.
    nodes.get(1).start();
    until(() -> nodes.get(1).policy.admits(A));
    nodes.get(0).start();
    until(() -> nodes.get(0).policy.admits(A));
  }

  @Test
  void whoHasAPasskeyHasItEverywhereUntilItIsRemoved() throws Exception {
    nodes.add(new Node(0, true));
    nodes.add(new Node(1, true));
    startAll();
    // As the command does, beside the running tracker.
    try (TrackerDatabase beside = TrackerDatabase.openBeside(nodes.get(0).data)) {
      new Passkeys(beside).add("anna", "key-of-anna");
      new Passkeys(beside).add("ben", "key-of-ben");
    }
    until(() -> nodes.stream().allMatch(node -> node.policy.admitsHolder("key-of-anna")));
    until(() -> nodes.stream().allMatch(node -> node.policy.admitsHolder("key-of-ben")));
    nodes.get(0).stop();
    try (TrackerDatabase beside = TrackerDatabase.openBeside(nodes.get(1).data)) {
      assertThat(new Passkeys(beside).remove("anna")).isTrue();
    }
    until(() -> !nodes.get(1).policy.admitsHolder("key-of-anna"));
    nodes.get(0).start();
    until(() -> !nodes.get(0).policy.admitsHolder("key-of-anna"));
    assertThat(nodes.get(0).passkeys().holders()).hasSize(1);
    stopAll();
    startAll();
    for (Node node : nodes) {
      until(() -> node.policy.admitsHolder("key-of-ben"));
      assertThat(node.policy.admitsHolder("key-of-anna")).isFalse();
    }
    nodes.get(1).passkeys().add("anna", "another");
    // A change by the tracker itself is not seen by it; nobody makes one but the ring.
    nodes.get(1).stop();
    nodes.get(1).start();
    until(() -> nodes.stream().allMatch(node -> node.policy.admitsHolder("another")));
  }
}

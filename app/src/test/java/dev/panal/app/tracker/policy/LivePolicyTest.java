package dev.panal.app.tracker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.policy.PolicyOptions.Swarms;
import dev.panal.tracker.TrackerPolicy;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LivePolicyTest {
  private static final InfoHash A = InfoHash.ofHex("a".repeat(40));
  private static final InfoHash B = InfoHash.ofHex("b".repeat(40));
  private static final InfoHash C = InfoHash.ofHex("c".repeat(40));

  @TempDir Path folder;
  private TrackerDatabase database;
  private volatile Set<InfoHash> hosted = Set.of();
  private volatile TrackerPolicy policy = TrackerPolicy.OPEN;
  private final List<String> trouble = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws IOException {
    database = TrackerDatabase.open(folder.resolve("data"), trouble::add);
  }

  @AfterEach
  void close() throws IOException {
    database.close();
  }

  private Path list(String name, InfoHash... hashes) throws IOException {
    StringBuilder text = new StringBuilder("# " + System.nanoTime() + "\n");
    for (InfoHash hash : hashes) {
      text.append(hash.hex()).append('\n');
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private LivePolicy live(Swarms swarms, boolean passkeys, Path allow, Path deny)
      throws IOException {
    LivePolicy live =
        new LivePolicy(
            new PolicyOptions(
                swarms, passkeys, Optional.ofNullable(allow), Optional.ofNullable(deny)),
            database,
            () -> hosted,
            trouble::add);
    policy = live.now();
    live.watch(changed -> policy = changed);
    return live;
  }

  private void await(Predicate<TrackerPolicy> wanted) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> wanted.test(policy));
  }

  @Test
  void listsAreReadAgainWhenTheyChange() throws IOException {
    Path allow = list("allow", A, B);
    Path deny = list("deny", B);
    try (LivePolicy live = live(Swarms.LISTED, false, allow, deny)) {
      assertThat(policy.admits(A)).isTrue();
      assertThat(policy.admits(B)).isFalse();
      assertThat(policy.admits(C)).isFalse();
      hosted = Set.of(C);
      live.look();
      await(now -> now.admits(C));
      list("deny", A, B);
      live.look();
      await(now -> !now.admits(A));
      assertThat(policy.admits(C)).isTrue();
    }
    assertThat(trouble).isEmpty();
  }

  @Test
  void aListThatIsWrongNowChangesNothing() throws IOException {
    Path deny = list("deny", A);
    try (LivePolicy live = live(Swarms.ALL, false, null, deny)) {
      assertThat(policy.admits(A)).isFalse();
      assertThat(policy.admits(B)).isTrue();
      Files.writeString(deny, "what?\n");
      live.look();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !trouble.isEmpty());
      assertThat(trouble).singleElement().asString().contains(deny + ":1:").contains("holds on");
      assertThat(policy.admits(A)).isFalse();
      list("deny", B);
      live.look();
      await(now -> now.admits(A) && !now.admits(B));
    }
  }

  @Test
  void aListThatIsWrongAtTheStartEndsTheRun() throws IOException {
    Path deny = Files.writeString(folder.resolve("deny"), "what?\n");
    assertThatThrownBy(() -> live(Swarms.ALL, false, null, deny))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(deny + ":1:");
  }

  @Test
  void passkeysOfAnotherProcessAreNoticed() throws Exception {
    try (LivePolicy live = live(Swarms.ALL, true, null, list("deny", B));
        TrackerDatabase beside = TrackerDatabase.openBeside(folder.resolve("data"))) {
      assertThat(policy.admitsHolder("secret")).isFalse();
      assertThat(policy.admitsHolder("")).isFalse();
      Passkeys passkeys = new Passkeys(beside);
      passkeys.add("alice", "secret");
      live.look();
      await(now -> now.admitsHolder("secret"));
      assertThat(policy.admitsHolder("Secret")).isFalse();
      assertThat(policy.admits(A)).isTrue();
      assertThat(policy.admits(B)).isFalse();
      assertThat(policy.toString()).doesNotContain("secret");
      assertThat(passkeys.remove("alice")).isTrue();
      live.look();
      await(now -> !now.admitsHolder("secret"));
    }
  }

  @Test
  void keysAreKeptAsHashesOnly() throws Exception {
    Passkeys passkeys = new Passkeys(database);
    passkeys.add("alice", "very-secret-key");
    assertThat(passkeys.holders()).extracting(Passkeys.Holder::name).containsExactly("alice");
    assertThatThrownBy(() -> passkeys.add("alice", "other")).hasMessageContaining("there already");
    assertThatThrownBy(() -> passkeys.add("bob", "very-secret-key"))
        .hasMessageContaining("there already");
    assertThatThrownBy(() -> passkeys.add(" ", "key")).hasMessageContaining("a name is");
    assertThatThrownBy(() -> passkeys.add("a\u001b[31m", "key")).hasMessageContaining("a name is");
    assertThatThrownBy(() -> passkeys.add("bob", "no/slash")).hasMessageContaining("a passkey is");
    assertThat(passkeys.remove("bob")).isFalse();
    for (String file : new String[] {"tracker.db", "tracker.db-wal"}) {
      Path path = folder.resolve("data").resolve(file);
      assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
          .doesNotContain("very-secret-key");
    }
  }
}

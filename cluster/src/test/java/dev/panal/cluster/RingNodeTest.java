package dev.panal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.panal.io.Failure.Reason;
import dev.panal.io.Result;
import dev.panal.tracker.ring.Buckets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A ring in which nothing goes wrong.
final class RingNodeTest extends RingTestBase {
  @TempDir Path folder;

  @Test
  void threeHoldEverythingAndWhatIsReplicatedIsOnAll() throws IOException {
    Tracker a = join("a");
    done(a.replicate(numbers(0, 300)).join());
    Tracker b = join("b");
    Tracker c = join("c");
    settle();

    assertThat(a.ring.members()).containsExactly("a", "b", "c");
    assertThat(List.of(a.holdings(), b.holdings(), c.holdings())).containsExactly(128, 128, 128);
    done(b.replicate(numbers(300, 600)).join());
    for (Tracker tracker : trackers) {
      assertThat(tracker.held()).isEqualTo(numbers(0, 600));
    }
    assertThat(a.ring.secret()).hasSize(32).isEqualTo(c.ring.secret());
  }

  @Test
  void fiveShareTheBucketsAndForgetWhatIsNotTheirs() throws IOException {
    Tracker a = join("a");
    done(a.replicate(numbers(0, 1000)).join());
    joinAll("b", "c", "d", "e");

    done(trackers.get(4).replicate(numbers(1000, 2000)).join());
    allCopies(numbers(0, 2000));
    int held = trackers.stream().mapToInt(Tracker::holdings).sum();
    assertThat(held).isEqualTo(3 * Buckets.COUNT);
    RingPicture picture = trackers.get(2).ring.picture();
    assertThat(picture.nodes()).extracting(RingPicture.Node::name).containsExactly(names());
    assertThat(picture.nodes()).filteredOn(RingPicture.Node::self).hasSize(1);
    assertThat(picture.nodes()).allMatch(node -> node.address().startsWith("127.0.0.1:"));
    assertThat(picture.nodes()).allMatch(node -> node.holds() > 30 && node.leads() > 5);
    assertThat(picture.owners()).hasSize(Buckets.COUNT).allMatch(owners -> owners.size() == 3);
    await()
        .atMost(LONG)
        .untilAsserted(() -> {
          for (Tracker tracker : trackers) {
            Set<Integer> known = tracker.onLoop(() -> new HashSet<>(tracker.buckets.keySet()));
            assertThat(known).hasSize(tracker.holdings());
          }
        });
    questionsAreAnsweredByOwners();
  }

  private String[] names() {
    return trackers.stream().map(tracker -> tracker.name).toArray(String[]::new);
  }

  private void questionsAreAnsweredByOwners() {
    Tracker a = trackers.getFirst();
    RingPicture picture = a.ring.picture();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket += 7) {
      List<String> owners =
          picture.owners().get(bucket).stream()
              .map(index -> picture.nodes().get(index).name())
              .filter(name -> !name.equals("a"))
              .toList();
      for (int attempt = 0; attempt < 4; attempt++) {
        Result<byte[]> answer = a.ask(bucket, attempt, "q" + bucket).join();
        String expected = owners.get(attempt % owners.size()) + ":q" + bucket;
        assertThat(answer)
            .isInstanceOfSatisfying(
                Result.Done.class,
                d -> assertThat(Tracker.text((byte[]) d.value())).isEqualTo(expected));
      }
    }
    List<CompletableFuture<Result<byte[]>>> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(a.ask(i % Buckets.COUNT, 0, "m" + i));
    }
    for (int i = 0; i < many.size(); i++) {
      String question = "m" + i;
      assertThat(many.get(i).join())
          .isInstanceOfSatisfying(
              Result.Done.class,
              d -> assertThat(Tracker.text((byte[]) d.value())).endsWith(":" + question));
    }
  }

  @Test
  void whoeverDoesNotAnswerIsGivenUpAndOverloadFailsTheBatch() throws IOException {
    joinAll("a", "b", "c");
    Tracker a = trackers.getFirst();
    Tracker b = trackers.get(1);
    b.mute = true;
    trackers.get(2).mute = true;
    assertThat(a.ask(3, 0, "anybody?").join())
        .isInstanceOfSatisfying(
            Result.Failed.class, f -> assertThat(f.failure().reason()).isEqualTo(Reason.TIMED_OUT));
    b.mute = false;
    trackers.get(2).mute = false;
    done(a.ask(3, 1, "anybody?").join());

    for (Tracker overloaded : trackers) {
      overloaded.overloaded = true;
      assertThat(a.replicate(numbers(0, 256)).join())
          .isInstanceOfSatisfying(
              Result.Failed.class, f -> assertThat(f.failure().detail()).contains("overloaded"));
      overloaded.overloaded = false;
    }
    done(a.replicate(numbers(0, 256)).join());
    allCopies(numbers(0, 256));

    a.onLoop(() -> {
      a.ring.tell("hello".getBytes(StandardCharsets.UTF_8));
      return true;
    });
    await().atMost(LONG).until(() -> b.heard.equals(List.of("hello")));
    await().atMost(LONG).until(() -> trackers.get(2).heard.equals(List.of("hello")));
    assertThat(a.heard).isEmpty();
  }

  @Test
  void nodesFindEachOtherThroughAFileThatIsWrittenLater() throws IOException {
    Path file = folder.resolve("nodes.txt");
    Tracker a = Tracker.join(Tracker.config("a", Tracker.SECRET).withJoinFile(file));
    trackers.add(a);
    Tracker b = Tracker.join(Tracker.config("b", Tracker.SECRET).withJoinFile(file));
    trackers.add(b);
    done(a.replicate(numbers(0, 100)).join());
    done(b.replicate(numbers(100, 200)).join());
    InetSocketAddress address = a.ring.address();
    Files.writeString(file, "# ours\nlocalhost:" + address.getPort() + "\nnonsense\n");

    settle();
    allCopies(numbers(0, 200));
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress bind = (InetSocketAddress) taken.getLocalSocketAddress();
      RingConfig config = RingConfig.of("test", "a", bind, List.of(), Tracker.SECRET);
      assertThatThrownBy(() -> Tracker.join(config))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("--ring-bind")
          .hasMessageContaining("" + taken.getLocalPort());
    }
  }

  @Test
  void aRingOfOneAsksNobody() throws IOException {
    Tracker a = join("a");
    assertThat(a.holdings()).isEqualTo(Buckets.COUNT);
    assertThat(a.ask(0, 0, "anybody?").join())
        .isInstanceOfSatisfying(
            Result.Failed.class,
            f -> assertThat(f.failure().reason()).isEqualTo(Reason.UNREACHABLE));
    done(a.replicate(numbers(0, 10)).join());
    CompletableFuture<Result<Void>> nothing = new CompletableFuture<>();
    a.loop.execute(() -> a.ring.replicate(Map.of(), nothing::complete));
    done(nothing.join());
  }
}

package dev.panal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.panal.io.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class SharedRowsTest extends RingTestBase {
  private static void put(Tracker tracker, String key, long version, String value) {
    CompletableFuture<Result<Void>> outcome = new CompletableFuture<>();
    tracker.ring.rows().put("t", key, version, bytes(value), outcome::complete);
    done(outcome.join());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> value(Tracker tracker, String key) {
    return tracker.ring.rows().value("t", key).map(Tracker::text);
  }

  @Test
  void everyNodeHasEveryRowTheNewestWinsAndLateComersGetAll() throws IOException {
    joinAll("a", "b");
    Tracker a = trackers.get(0);
    Tracker b = trackers.get(1);
    List<String> heard = new CopyOnWriteArrayList<>();
    b.ring.rows().onRow(row -> heard.add(row.key() + row.version()));
    put(a, "x", 5, "five");
    put(b, "x", 3, "three");
    put(a, "y", 1, "one");
    CompletableFuture<Result<Void>> deleted = new CompletableFuture<>();
    b.ring.rows().delete("t", "y", 2, deleted::complete);
    done(deleted.join());
    put(a, "y", 1, "one again");
    put(a, "big", 1, "z".repeat(Row.MAX_VALUE_BYTES));

    Tracker c = join("c");
    for (Tracker tracker : trackers) {
      assertThat(value(tracker, "x")).contains("five");
      assertThat(value(tracker, "y")).isEmpty();
      assertThat(tracker.ring.rows().all("t")).hasSize(3);
      assertThat(tracker.ring.rows().all("other")).isEmpty();
    }
    await().atMost(LONG).until(() -> heard.equals(List.of("x5", "y1", "y2", "big1")));
    List<String> late = new CopyOnWriteArrayList<>();
    c.ring.rows().onRow(row -> late.add(row.key() + row.version()));
    await().atMost(LONG).until(() -> late.size() == 3);
    a.kill();
    b.kill();
    trackers.removeAll(List.of(a, b));
    settle();
    assertThat(value(c, "x")).contains("five");
    put(c, "x", 6, "six");
    assertThat(value(c, "x")).contains("six");
  }

  @Test
  void whatIsDeletedIsForgottenWhenItIsOld() throws IOException {
    joinAll("a", "b");
    Tracker a = trackers.get(0);
    put(a, "x", 1, "one");
    put(a, "y", 1, "one");
    CompletableFuture<Result<Void>> deleted = new CompletableFuture<>();
    a.ring.rows().delete("t", "y", 2, deleted::complete);
    done(deleted.join());
    for (Tracker tracker : trackers) {
      tracker.ring.rows().forgetDeleted("t", 2);
      tracker.ring.rows().forgetDeleted("other", 3);
      assertThat(tracker.ring.rows().all("t")).hasSize(2);
      tracker.ring.rows().forgetDeleted("t", 3);
      assertThat(tracker.ring.rows().all("t")).extracting(Row::key).containsExactly("x");
    }
    Tracker c = join("c");
    assertThat(c.ring.rows().all("t")).extracting(Row::key).containsExactly("x");
    put(c, "y", 1, "a very old one");
    for (Tracker tracker : trackers) {
      assertThat(value(tracker, "y")).contains("a very old one");
    }
  }

  @Test
  void ofTwoWithTheSameVersionAllPreferTheSame() {
    Row one = new Row("t", "k", 1, Optional.of(bytes("1")));
    Row two = new Row("t", "k", 1, Optional.of(bytes("2")));
    Row none = new Row("t", "k", 1, Optional.empty());
    assertThat(two.isNewerThan(one)).isTrue();
    assertThat(one.isNewerThan(two)).isFalse();
    assertThat(one.isNewerThan(one)).isFalse();
    assertThat(none.isNewerThan(two)).isTrue();
    assertThat(two.isNewerThan(none)).isFalse();
    assertThat(none.isNewerThan(none)).isFalse();
    assertThat(new Row("t", "k", 2, Optional.of(bytes("0"))).isNewerThan(none)).isTrue();
    assertThatThrownBy(() -> new Row("t", "k", 1, Optional.of(new byte[Row.MAX_VALUE_BYTES + 1])))
        .hasMessageContaining("1048577");
    assertThatThrownBy(() -> new Row("", "k", 1, Optional.empty())).hasMessageContaining("table");
  }
}

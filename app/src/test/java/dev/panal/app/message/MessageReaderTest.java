package dev.panal.app.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.SessionEvent.MessagesOffered;
import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Http;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.tracker.MailQuery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Fetching messages from trackers that are slow, broken or hostile.
final class MessageReaderTest {
  private static final PeerId ID = PeerId.of(new byte[20]);
  private static final String URL = "http://t.example:6969/KEY/announce";

  private final World world = new World();
  private final List<String> told = new ArrayList<>();
  private final MessageReader reader =
      new MessageReader(world.ports(), (url, message) -> told.add(message.text()));

  private static MessagesOffered offer(int torrent, String url) {
    byte[] hash = new byte[20];
    hash[0] = (byte) torrent;
    return new MessagesOffered(InfoHash.of(hash), url, "/api/v1/messages", ID, 7);
  }

  private static String mail(long after, String... messages) {
    List<String> items = new ArrayList<>();
    for (String message : messages) {
      String[] parts = message.split(":", 2);
      items.add("{\"sequence\":" + parts[0] + ",\"text\":\"" + parts[1] + "\"}");
    }
    return "{\"after\":" + after + ",\"messages\":[" + String.join(",", items) + "]}";
  }

  private MailQuery last() {
    return MailQuery.decode(world.asked.getLast().uri().getRawQuery());
  }

  @Test
  void oneRequestFollowsTheOther() {
    reader.offered(offer(1, URL));
    assertThat(world.asked.getFirst().uri().toString())
        .startsWith("http://t.example:6969/api/v1/messages?info_hash=");
    assertThat(last().after()).isZero();
    assertThat(last().key()).isEqualTo(7);
    world.answer(200, mail(12, "10:a", "12:b"));
    assertThat(last().after()).isEqualTo(12);
    world.answer(200, mail(12, "10:a", "12:b", "13:c"));
    assertThat(told).containsExactly("a", "b", "c");
  }

  @Test
  void aTrackerThatDoesNotWaitIsNotAskedInACircle() {
    reader.offered(offer(1, URL));
    world.answer(200, mail(0));
    assertThat(world.asked).hasSize(1);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.asked).hasSize(2);
    world.pass(Duration.ofSeconds(25));
    world.answer(200, mail(0));
    assertThat(world.asked).as("this one waited").hasSize(3);
  }

  @Test
  void aTrackerThatFailsIsAskedLessAndLess() {
    reader.offered(offer(1, URL));
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      switch (i % 3) {
        case 0 -> world.fail();
        case 1 -> world.answer(403, "{\"error\":\"no\"}");
        default -> world.answer(200, "<html>");
      }
      int asked = world.asked.size();
      long waited = 0;
      while (world.asked.size() == asked) {
        world.pass(Duration.ofMillis(250));
        waited += 250;
      }
      waits.add(waited);
    }
    assertThat(waits.getFirst()).isBetween(750L, 1_000L);
    assertThat(waits.get(3)).isBetween(6_000L, 8_000L);
    assertThat(waits.getLast()).isBetween(90_000L, 120_000L);
    world.answer(200, mail(5, "5:back"));
    assertThat(told).containsExactly("back");
    world.fail();
    world.pass(Duration.ofSeconds(1));
    assertThat(world.asked).as("it is forgiven").hasSize(13);
  }

  @Test
  void whatIsSaidToAllIsToldOnceForAllTorrents() {
    reader.offered(offer(1, URL));
    reader.offered(offer(2, URL));
    reader.offered(offer(3, "http://other.example/announce"));
    world.answerAll(200, mail(5, "5:hello"));
    assertThat(told).containsExactly("hello", "hello");
  }

  @Test
  void thereIsALimitAndAnEnd() {
    for (int i = 0; i < 100; i++) {
      reader.offered(offer(i, URL));
    }
    assertThat(world.asked).hasSize(8);
    reader.offered(offer(1, URL));
    assertThat(world.asked).as("said again, asked anew").hasSize(9);
    assertThat(world.cancelled).isEqualTo(1);
    reader.close();
    assertThat(world.cancelled).isEqualTo(9);
    world.answerAll(200, mail(5, "5:late"));
    assertThat(told).isEmpty();
    reader.offered(offer(1, URL));
    assertThat(world.asked).hasSize(9);
  }

  /// A loop whose time passes when told to, and a web that answers when told to.
  private static final class World implements EventLoop {
    private final List<Http.Request> asked = new ArrayList<>();
    private final List<Completion<Http.Reply>> waiting = new ArrayList<>();
    private final List<Due> timers = new ArrayList<>();
    private long now;
    private int cancelled;

    private record Due(long at, Runnable task) {}

    @SuppressWarnings("NullAway") // no network, disk or buffers are used
    private Ports ports() {
      Http http =
          (request, completion) -> {
            asked.add(request);
            waiting.add(completion);
            return () -> cancelled++;
          };
      return new Ports(this, null, null, http, null, new SplittableRandom(1));
    }

    private void answer(int status, String body) {
      waiting
          .removeLast()
          .accept(
              Result.done(new Http.Reply(status, Map.of(), body.getBytes(StandardCharsets.UTF_8))));
    }

    private void answerAll(int status, String body) {
      int count = waiting.size();
      List<Completion<Http.Reply>> all = List.copyOf(waiting.subList(0, count));
      waiting.clear();
      all.forEach(one ->
          one.accept(
              Result.done(
                  new Http.Reply(status, Map.of(), body.getBytes(StandardCharsets.UTF_8)))));
    }

    private void fail() {
      waiting.removeLast().accept(Result.failed(Failure.Reason.UNREACHABLE, "t", "no connection"));
    }

    private void pass(Duration time) {
      now += time.toNanos();
      List<Due> due = timers.stream().filter(timer -> timer.at() <= now).toList();
      timers.removeAll(due);
      due.forEach(timer -> timer.task().run());
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long epochMillis() {
      return now / 1_000_000;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      Due due = new Due(now + delay.toNanos(), task);
      timers.add(due);
      return () -> timers.remove(due);
    }

    @Override
    public boolean inLoop() {
      return true;
    }
  }
}

package dev.panal.app.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.RunningVerb;
import dev.panal.app.console.Signals.Stop;
import dev.panal.app.console.TestConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A lesson: two share different files, four fetch them, somebody writes to one of them, one goes.
/// The tracker's console tells it line by line.
final class ClassroomTest {
  private static final int BYTES = 300_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final List<RunningVerb> running = new ArrayList<>();
  private TestConsole blackboard = new TestConsole(Path.of(""));
  private String announceUrl = "";

  private RunningVerb start(TestConsole console, Object... args) {
    RunningVerb verb = RunningVerb.start(console, args);
    running.add(verb);
    return verb;
  }

  /// Each pupil has a home of its own.
  private RunningVerb pupil(String name, Object... args) throws IOException {
    return start(new TestConsole(Files.createDirectories(folder.resolve(name))), args);
  }

  private RunningVerb share(String pupil, String file, int seed) throws IOException {
    Path home = Files.createDirectories(folder.resolve(pupil));
    byte[] bytes = new byte[BYTES];
    new Random(seed).nextBytes(bytes);
    Files.write(home.resolve(file), bytes);
    RunningVerb share =
        pupil(pupil, "share", file, "-t", announceUrl, "--bind", "127.0.0.1", "--json");
    JsonNode _ = share.event("seeding");
    return share;
  }

  private RunningVerb get(String pupil, String from, String file) throws IOException {
    Path torrent = folder.resolve(from).resolve(file + ".torrent");
    RunningVerb get = pupil(pupil, "get", torrent, "--seed", "--bind", "127.0.0.1", "--json");
    JsonNode _ = get.event("complete");
    return get;
  }

  /// The line on the blackboard in which all these words are; waits for it.
  private String line(String... words) {
    try {
      return Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> find(words), line -> !line.isEmpty());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(List.of(words) + " is in no line of:\n" + blackboard.err(), e);
    }
  }

  private String find(String... words) {
    return blackboard
        .err()
        .lines()
        .filter(line -> List.of(words).stream().allMatch(line::contains))
        .findFirst()
        .orElse("");
  }

  private static String address(RunningVerb verb) {
    return "127.0.0.1:" + verb.event("listening").path("port").asInt();
  }

  private static String torrent(RunningVerb verb) {
    return verb.event("seeding").path("info_hash").asString().substring(0, 12);
  }

  @Test
  void theConsoleTellsTheLesson() throws IOException {
    blackboard = new TestConsole(folder);
    try {
      RunningVerb tracker =
          start(
              blackboard,
              "tracker",
              "--bind",
              "127.0.0.1",
              "--http-port",
              0,
              "--udp-port",
              0,
              "--data",
              folder.resolve("tracker"),
              "--json");
      announceUrl = tracker.event("listening").path("http_url").asString();
      lesson();
    } finally {
      running.reversed().forEach(RunningVerb::close);
    }
  }

  private void lesson() throws IOException {
    RunningVerb anna = share("anna", "film", 1);
    String film = torrent(anna);
    List<String> told = new ArrayList<>(List.of(line("connected: " + address(anna), film)));
    told.add(line("shares: " + address(anna), film));
    RunningVerb ben = share("ben", "song", 2);
    String song = torrent(ben);
    assertThat(song).isNotEqualTo(film);
    told.add(line("connected: " + address(ben), song));
    told.add(line("shares: " + address(ben), song));

    List<RunningVerb> others = new ArrayList<>();
    for (String pupil : List.of("cleo", "dora", "emil", "fred")) {
      boolean first = others.size() < 2;
      RunningVerb get = get(pupil, first ? "anna" : "ben", first ? "film" : "song");
      String torrent = first ? film : song;
      told.add(line("connected: " + address(get), torrent));
      told.add(line("started: " + address(get), torrent, "lacks 293 KiB"));
      told.add(line("completed: " + address(get), torrent));
      others.add(get);
    }

    RunningVerb cleo = others.getFirst();
    String peer = peerId(address(cleo));
    awaitReader(peer);
    JsonNode message = cleo.event("message");
    assertThat(message.path("text").asString()).isEqualTo("do you have it?");
    assertThat(message.path("to").asString()).isEqualTo("peer");
    assertThat(cleo.console().err()).contains("message from 127.0.0.1: do you have it?");
    told.add(line("message: 127.0.0.1 to " + peer.substring(8, 16) + ": do you have it?"));

    RunningVerb fred = others.getLast();
    fred.stop(Stop.TERMINATE);
    assertThat(fred.code()).isZero();
    told.add(line("disconnected: " + address(fred), song, "(left)"));

    List<String> lines = blackboard.err().lines().toList();
    assertThat(lines).containsSubsequence(told);
    assertThat(others.subList(1, 4))
        .allSatisfy(pupil -> assertThat(pupil.console().events("message")).isEmpty());
  }

  private String peerId(String address) {
    return blackboard.events("peer").stream()
        .filter(event -> event.path("peer").asString().equals(address))
        .findFirst()
        .orElseThrow()
        .path("name")
        .asString();
  }

  /// Sends the message as soon as the peer listens, which it does from its first announce on.
  private void awaitReader(String peer) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() ->
            new TestConsole(folder)
                    .run("message", announceUrl, "--peer", peer, "do", "you", "have", "it?")
                == 0);
  }
}

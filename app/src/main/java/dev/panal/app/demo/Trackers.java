package dev.panal.app.demo;

import dev.panal.app.console.Output;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;

/// The demo's trackers: one, or several that are a ring.
///
/// The first of a ring takes any free port for the others, and they are told which it has taken;
/// then they start all at once, as a JVM needs a second for that.
final class Trackers {
  /// Until a process says its first word; on a busy machine a JVM may need seconds.
  private static final Duration START = Duration.ofSeconds(40);

  /// The same for several beside each other: nothing happens to any of them for so long.
  private static final Duration START_TOGETHER = Duration.ofMinutes(2);

  /// A tracker that was asked to end says goodbye to its database.
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  /// Nodes of a ring leave one after the other, each when the others have what it has.
  private static final Duration GOODBYE_TOGETHER = Duration.ofMinutes(1);

  private static final int SECRET_BYTES = 32;

  private final Output output;
  private final Stage stage;
  private final Swarm swarm;
  private final OptionalInt ring;
  private final List<Started> all = new ArrayList<>();

  /// A tracker and its process.
  record Started(TrackerMember member, Child child) {
    String name() {
      return member.name();
    }

    String described() {
      return member.name() + " (process " + child.pid() + ")";
    }
  }

  /// @param ring of how many trackers; empty for one alone
  Trackers(Output output, Stage stage, Swarm swarm, OptionalInt ring) {
    this.output = output;
    this.stage = stage;
    this.swarm = swarm;
    this.ring = ring;
  }

  /// Starts one, or the first.
  void start(Cast cast, Path folder) throws IOException {
    if (ring.isEmpty()) {
      start(cast, new TrackerMember("tracker"), folder.resolve("tracker"), List.of());
      return;
    }
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    Files.writeString(secret(folder), HexFormat.of().formatHex(secret));
    startNode(cast, folder, 1, "");
  }

  private void startNode(Cast cast, Path folder, int number, String join) throws IOException {
    TrackerMember member = new TrackerMember("tracker " + number);
    List<String> more = new ArrayList<>();
    more.addAll(List.of("--ring-bind", "127.0.0.1:0", "--node-name", member.nodeName()));
    more.addAll(List.of("--ring-secret-file", secret(folder).toString()));
    if (!join.isEmpty()) {
      more.addAll(List.of("--join", join));
    }
    start(cast, member, folder.resolve(member.nodeName()), more);
  }

  private static Path secret(Path folder) {
    return folder.resolve("ring-secret");
  }

  private void start(Cast cast, TrackerMember member, Path data, List<String> more)
      throws IOException {
    swarm.add(member);
    List<String> arguments =
        Cast.loopback("tracker", "--http-port", "0", "--udp-port", "0", "--data", data.toString());
    arguments.addAll(more);
    all.add(new Started(member, cast.start(member.name(), arguments, member::hear)));
  }

  /// Starts those that are missing, and waits until all listen.
  void awaitAll(Cast cast, Path folder) throws IOException, InterruptedException {
    TrackerMember first = all.getFirst().member();
    stage.await("waiting for the tracker", START, first::listens);
    if (ring.isPresent()) {
      int size = ring.getAsInt();
      for (int number = 2; number <= size; number++) {
        startNode(cast, folder, number, "127.0.0.1:" + first.ringPort());
      }
      swarm.phase("waiting for the ring");
      stage.await(
          "waiting for the ring",
          START_TOGETHER,
          () -> all.stream().mapToLong(one -> one.member().life()).sum(),
          () -> all.stream().allMatch(one -> one.member().listens() && one.member().settled(size)));
      swarm.phase("");
    }
    for (Started one : all) {
      output.message(one.described() + " listens: " + String.join(" and ", one.member().urls()));
    }
    if (ring.isPresent()) {
      output.message(
          all.size() + " trackers are a ring; any two may die, and each knows what all know");
    }
  }

  /// Where to announce.
  List<String> urls() {
    return all.stream().flatMap(one -> one.member().urls().stream()).toList();
  }

  /// Of a ring, peers are to speak to any one tracker over HTTP and any one over UDP, as they would
  /// of any torrent that lists so many. Were each a tier of its own, as `create` makes them, many
  /// clients would speak to all, and the trackers need not tell each other anything.
  Metainfo dealOut(Metainfo metainfo) {
    return ring.isEmpty() ? metainfo : metainfo.withTrackers(List.of(urls(0), urls(1)));
  }

  private List<String> urls(int protocol) {
    return all.stream().map(one -> one.member().urls().get(protocol)).toList();
  }

  /// Those that have not been killed.
  List<Started> living() {
    return all.stream().filter(one -> !one.member().isKilled()).toList();
  }

  List<Child> processes() {
    return living().stream().map(Started::child).toList();
  }

  boolean areRing() {
    return ring.isPresent();
  }

  /// How long they may need to end.
  Duration goodbye() {
    return ring.isPresent() ? GOODBYE_TOGETHER : GOODBYE;
  }
}

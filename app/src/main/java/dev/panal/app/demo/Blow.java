package dev.panal.app.demo;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.demo.Trackers.Started;
import dev.panal.app.units.Times;
import dev.panal.wire.InfoHash;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The scenes of a ring: two of its trackers die at the same instant, two of the three that keep
/// the swarm, and the others are asked what they know.
final class Blow implements AutoCloseable {
  private static final int VICTIMS = 2;

  /// Peers announce when they start; what one tracker hears, the others know half a second later.
  private static final Duration TOLD = Duration.ofSeconds(30);

  /// A closed connection tells at once that a process is gone; then copies are made.
  private static final Duration RECOVERY = Duration.ofMinutes(1);

  /// Whoever spoke to one that is dead tells the next tracker that it has everything.
  private static final Duration LAST_WORD = Duration.ofMinutes(1);

  private static final List<String> NUMBERS =
      List.of("zero", "one", "two", "three", "four", "five", "six", "seven");

  private final Output output;
  private final Stage stage;
  private final Swarm swarm;
  private final Trackers trackers;
  private final Scrapes scrapes;
  private List<Started> victims = List.of();
  private int knownBefore;

  Blow(Output output, Stage stage, Swarm swarm, Trackers trackers, InfoHash infoHash) {
    this.output = output;
    this.stage = stage;
    this.swarm = swarm;
    this.trackers = trackers;
    this.scrapes = new Scrapes(infoHash);
  }

  /// Waits until all trackers know all peers, kills two, and waits until the others are whole.
  ///
  /// @param peers that there are
  void strike(int peers) throws InterruptedException {
    swarm.phase("waiting until every tracker knows every peer");
    List<TrackerMember> all = living();
    requireWithin(TOLD, all, tracker -> scrapes.peers(tracker) >= peers, peers, "");
    knownBefore = all.stream().mapToInt(scrapes::peers).min().orElseThrow();
    CompletableFuture<List<String>> owners = scrapes.owners(all.getFirst());
    stage.await("waiting for the ring's picture", TOLD, owners::isDone);
    victims = choose(owners.join());

    for (Started victim : victims) {
      victim.member().killed();
      victim.child().killAsPlanned();
    }
    long struck = System.nanoTime();
    stage.await(
        "waiting for the end of two trackers",
        TOLD,
        () -> victims.stream().allMatch(one -> one.child().exitCode().isPresent()));
    output.message(
        victims.stream().map(Started::described).collect(Collectors.joining(" and "))
            + " killed with kill -9 at the same instant: two of the three that keep this swarm");
    for (Started victim : victims) {
      output.emit(
          Json.event("killed").put("process", victim.name()).put("pid", victim.child().pid()));
    }
    scrapes.forget();
    recover(struck);
  }

  /// Two that keep the swarm, so that one copy of what it is remains.
  private List<Started> choose(List<String> owners) {
    List<String> two = owners.subList(0, Math.min(VICTIMS, owners.size()));
    List<Started> chosen =
        trackers.living().stream().filter(one -> two.contains(one.member().nodeName())).toList();
    if (chosen.size() < VICTIMS) {
      throw new CommandFailure(
          ExitCode.FAILED, "the ring does not say which trackers keep the swarm: " + owners);
    }
    return chosen;
  }

  private void recover(long struck) throws InterruptedException {
    swarm.phase("waiting until all swarms have their copies again");
    List<TrackerMember> others = living();
    requireWithin(
        RECOVERY, others, tracker -> scrapes.peers(tracker) >= knownBefore, knownBefore, died());
    stage.await(
        "waiting until the other trackers have all copies",
        RECOVERY,
        () -> others.stream().mapToLong(TrackerMember::life).sum(),
        () -> others.stream().allMatch(tracker -> tracker.settled(others.size())));
    Duration took = Duration.ofNanos(System.nanoTime() - struck);
    output.message(
        "after "
            + Times.print(took)
            + " "
            + others(others.size())
            + (others.size() == 1 ? " answers" : " answer")
            + " for everything, and every swarm has its copies");
    swarm.phase("");
  }

  /// When all have everything: asks the trackers that are left.
  ///
  /// @throws CommandFailure if they do not know all peers
  void judge(int peers) throws InterruptedException {
    swarm.phase("asking the trackers that are left");
    List<TrackerMember> others = living();
    scrapes.forget();
    requireWithin(
        LAST_WORD,
        others,
        tracker -> scrapes.of(tracker).seeders() >= peers && scrapes.peers(tracker) >= knownBefore,
        Math.max(peers, knownBefore),
        died());
    swarm.phase("");
    output.emit(
        Json.event("survived")
            .put("killed", victims.stream().map(Started::name).toList())
            .put("left", others.stream().map(TrackerMember::name).toList())
            .put("peers_before", knownBefore)
            .put("peers", peers));
    output.message(
        "two trackers were killed together; "
            + others(others.size())
            + (others.size() == 1 ? " knows " : " know ")
            + (peers == 2 ? "both" : "all " + peers)
            + " peers: nothing lost");
  }

  private static String others(int count) {
    return count == 1 ? "the one that is left" : "the other " + NUMBERS.get(count);
  }

  private String died() {
    return " since "
        + victims.stream().map(Started::name).collect(Collectors.joining(" and "))
        + " were killed";
  }

  private List<TrackerMember> living() {
    return trackers.living().stream().map(Started::member).toList();
  }

  /// Scrapes until all say what they should.
  private void requireWithin(
      Duration patience,
      List<TrackerMember> asked,
      Predicate<TrackerMember> knows,
      int peers,
      String since)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    stage.await(
        "waiting for answers of the trackers",
        patience.plusSeconds(10),
        () -> {
          scrapes.look(asked);
          return asked.stream().allMatch(knows) || System.nanoTime() - end >= 0;
        });
    for (TrackerMember tracker : asked) {
      if (!knows.test(tracker)) {
        throw new CommandFailure(
            ExitCode.FAILED,
            tracker.name()
                + " knows "
                + Member.counted(scrapes.of(tracker).seeders(), "seed")
                + " and "
                + Member.counted(scrapes.of(tracker).leechers(), "leecher")
                + since
                + ", but there are "
                + peers
                + " peers");
      }
    }
  }

  @Override
  public void close() {
    scrapes.close();
  }
}

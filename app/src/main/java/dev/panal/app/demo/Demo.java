package dev.panal.app.demo;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.console.Signals.Stop;
import dev.panal.app.progress.Bar;
import dev.panal.app.units.Rates;
import dev.panal.app.units.Sizes;
import dev.panal.app.units.Times;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// The demo, scene by scene: files, trackers, torrent, seeder, downloaders, a killing and a return,
/// the comparison. Runs on the main thread.
public final class Demo {
  /// Until a process says its first word; on a busy machine a JVM may need seconds.
  private static final Duration START = Duration.ofSeconds(40);

  /// Without a verified piece anywhere. Longer than a tracker's announce is waited for.
  private static final Duration STANDSTILL = Duration.ofSeconds(40);

  /// A peer that was asked to end says goodbye to the trackers and to its database.
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private static final String NAME = "panal-demo";

  private final Output output;
  private final DemoOptions options;
  private final Swarm swarm = new Swarm();
  private final Stage stage;
  private final Trackers trackers;
  private final List<Downloader> downloaders = new ArrayList<>();
  private final long started = System.nanoTime();

  /// A downloader and its present process.
  private static final class Downloader {
    final Member member;
    final Path folder;
    final List<String> arguments;
    Child child;

    Downloader(Member member, Path folder, List<String> arguments, Child child) {
      this.member = member;
      this.folder = folder;
      this.arguments = arguments;
      this.child = child;
    }
  }

  public Demo(Output output, DemoOptions options) {
    this.output = output;
    this.options = options;
    this.stage = new Stage(output, swarm);
    this.trackers = new Trackers(output, stage, swarm, options.ring());
  }

  /// @throws CommandFailure if anything is not as it should be
  public ExitCode run() throws InterruptedException {
    try (Children children = new Children(Relaunch::command, stage::tell)) {
      output
          .console()
          .signals()
          .onStop(how -> {
            // In this order: the deaths of the children are no surprise then.
            stage.tell(new News.Asked(how));
            children.kill();
          });
      return inPlace(children);
    } catch (Stage.Stopped e) {
      return stopped(e.how());
    } catch (CancellationException e) {
      return stopped(Stop.TERMINATE);
    } catch (IOException e) {
      throw Failures.of("demo", e);
    }
  }

  private ExitCode stopped(Stop how) {
    output.live(List.of());
    output.message("stopped, and cleaned up");
    return switch (how) {
      case INTERRUPT -> ExitCode.INTERRUPTED;
      case TERMINATE -> ExitCode.STOPPED;
    };
  }

  private ExitCode inPlace(Children children) throws IOException, InterruptedException {
    try (Workplace place = Workplace.open(options.keep(), options.bytes() * options.peers())) {
      try {
        play(place, children);
        output.live(List.of());
        if (place.kept()) {
          output.message("files, copies and logs are in " + place.folder());
        }
        return ExitCode.DONE;
      } catch (CommandFailure e) {
        place.keepLogs();
        throw new CommandFailure(e.code(), e.getMessage() + "; the logs are in " + place.logs(), e);
      } finally {
        children.close();
      }
    }
  }

  private void play(Workplace place, Children children) throws IOException, InterruptedException {
    Path original = place.folder().resolve("original");
    Path torrent = place.folder().resolve(NAME + ".torrent");
    Cast cast = (name, arguments, ears) -> start(children, place, name, arguments, ears);

    trackers.start(cast, place.folder());
    Originals made = files(original.resolve(NAME));
    trackers.awaitAll(cast, place.folder());
    Metainfo metainfo = create(cast, original.resolve(NAME), torrent);
    seed(cast, torrent, original, metainfo);
    for (int i = 1; i < options.peers(); i++) {
      downloaders.add(downloader(cast, i, place, torrent, metainfo));
    }
    Evidence evidence;
    try (Blow blow = new Blow(output, stage, swarm, trackers, metainfo.info().infoHash())) {
      evidence = transfer(cast, metainfo, blow);
    }
    compare(original, made);
    end(children);
    finish(made, evidence);
  }

  private Child start(
      Children children,
      Workplace place,
      String name,
      List<String> arguments,
      Consumer<ChildEvent> ears)
      throws IOException {
    stage.breathe();
    Child child = children.start(place, name, arguments, ears);
    output.emit(Json.event("process").put("process", name).put("pid", child.pid()));
    return child;
  }

  private void say(String who, Child child, String what) {
    output.message(who + " (process " + child.pid() + ") " + what);
  }

  // ---- the scenes ------------------------------------------------------------------------------

  private Originals files(Path folder) throws IOException {
    Originals made =
        Originals.write(folder, options.bytes(), meter("making files", options.bytes()));
    swarm.phase("");
    output.message(made.files() + " files made, " + Sizes.print(made.bytes()) + " of random bytes");
    return made;
  }

  /// Shows how far some work is, and lets the demo be stopped meanwhile.
  private LongConsumer meter(String work, long total) {
    long[] done = new long[1];
    return count -> {
      done[0] += count;
      swarm.phase(work + ", " + Bar.percent(done[0], total));
      stage.breathe();
    };
  }

  private Metainfo create(Cast cast, Path data, Path torrent)
      throws IOException, InterruptedException {
    swarm.phase("making the torrent");
    List<String> arguments =
        new ArrayList<>(List.of("create", "--json", data.toString(), "-o", torrent.toString()));
    for (String url : trackers.urls()) {
      arguments.addAll(List.of("-t", url));
    }
    Child create = cast.start("create", arguments, _ -> {}).endsByItself();
    stage.await("waiting for the torrent", START, () -> create.exitCode().isPresent());
    int code = create.exitCode().orElseThrow();
    if (code != 0) {
      throw Stage.surprise(create, code);
    }
    swarm.phase("");
    Metainfo metainfo = trackers.dealOut(Metainfo.parse(Files.readAllBytes(torrent)));
    Files.write(torrent, metainfo.encode());
    say(
        "create",
        create,
        "made a torrent of "
            + metainfo.info().pieceCount()
            + " pieces, info-hash "
            + metainfo.info().infoHash().hex());
    return metainfo;
  }

  private void seed(Cast cast, Path torrent, Path data, Metainfo metainfo)
      throws IOException, InterruptedException {
    Member member = swarm.add(new Member("seeder", metainfo.info().length(), Optional.empty()));
    long rate = options.uploadBytesPerSecond();
    List<String> arguments =
        Cast.loopback(
            "seed",
            torrent.toString(),
            "-d",
            data.toString(),
            "--home",
            data.resolveSibling("seeder-home").toString(),
            "--upload-limit",
            String.valueOf(rate));
    Child child = cast.start(member.name(), arguments, member::hear);
    stage.await("waiting for the seeder", START, () -> member.state() == Member.State.SEEDING);
    say(member.name(), child, "seeds, with at most " + Rates.print(rate));
  }

  private Downloader downloader(
      Cast cast, int number, Workplace place, Path torrent, Metainfo metainfo) throws IOException {
    boolean victim = number == options.peers() - 1;
    Member member =
        swarm.add(
            new Member(
                "downloader " + number,
                metainfo.info().length(),
                victim ? Optional.of(new Evidence(metainfo.info().geometry())) : Optional.empty()));
    Path folder = place.folder().resolve("copy-" + number);
    List<String> arguments =
        Cast.loopback(
            "get",
            torrent.toString(),
            "-d",
            folder.toString(),
            "--home",
            place.folder().resolve("home-" + number).toString(),
            "--seed",
            "--verbose");
    Child child = cast.start(member.name(), arguments, member::hear);
    say(member.name(), child, "starts");
    return new Downloader(member, folder, arguments, child);
  }

  /// Until all have everything; on the way the last downloader dies and comes back, and of a ring
  /// two trackers die.
  private Evidence transfer(Cast cast, Metainfo metainfo, Blow blow)
      throws IOException, InterruptedException {
    Downloader victim = downloaders.getLast();
    Member member = victim.member;
    Evidence evidence = member.evidence().orElseThrow();
    int half = (metainfo.info().pieceCount() + 1) / 2;
    stage.moving(true);
    await("waiting for half of the files", () -> member.verifiedPieces() >= half);
    if (member.verifiedPieces() == metainfo.info().pieceCount()) {
      throw new CommandFailure(
          ExitCode.FAILED, member.name() + " was complete before it could be killed half-way");
    }

    Child killed = victim.child;
    member.killed();
    killed.killAsPlanned();
    await("waiting for the end of " + member.name(), () -> killed.exitCode().isPresent());
    String part =
        evidence.piecesBefore() + " of " + metainfo.info().pieceCount() + " pieces verified";
    say(member.name(), killed, "killed with kill -9, " + part);
    output.emit(
        Json.event("killed")
            .put("process", member.name())
            .put("pid", killed.pid())
            .put("verified_pieces", evidence.piecesBefore())
            .put("verified_bytes", evidence.bytesBefore()));

    member.restarted();
    victim.child = cast.start(member.name(), victim.arguments, member::hear);
    await("waiting for " + member.name(), evidence::isResumed);
    say(
        member.name(),
        victim.child,
        "is back and goes on with " + Sizes.print(evidence.resumedBytes()));
    output.emit(
        Json.event("resumed")
            .put("process", member.name())
            .put("pid", victim.child.pid())
            .put("verified_bytes", evidence.resumedBytes()));
    if (trackers.areRing()) {
      blow.strike(options.peers());
    }

    await(
        "waiting for the last bytes",
        () -> downloaders.stream().allMatch(one -> one.member.state() == Member.State.SEEDING));
    stage.moving(false);
    evidence
        .fault()
        .ifPresent(fault -> {
          throw new CommandFailure(ExitCode.FAILED, member.name() + " " + fault);
        });
    output.message(
        String.format(
            Locale.ROOT,
            "%s has all: %d pieces from before it was killed, %d fetched after, none twice",
            member.name(),
            metainfo.info().pieceCount() - evidence.piecesAfter(),
            evidence.piecesAfter()));
    if (trackers.areRing()) {
      blow.judge(options.peers());
    }
    return evidence;
  }

  private void await(String what, BooleanSupplier done) throws InterruptedException {
    stage.await(what, STANDSTILL, swarm::life, done);
  }

  private void compare(Path original, Originals made) throws IOException {
    LongConsumer meter = meter("comparing " + copies(), made.bytes() * downloaders.size());
    for (Downloader one : downloaders) {
      FolderComparison comparison = FolderComparison.of(original, one.folder, meter);
      if (!comparison.equal()) {
        throw new CommandFailure(
            ExitCode.FAILED,
            one.member.name() + "'s copy is not the original: " + comparison.summary());
      }
    }
    swarm.phase("");
  }

  private String copies() {
    return downloaders.size() == 1 ? "1 copy" : downloaders.size() + " copies";
  }

  /// Everybody leaves, trackers last, so that goodbyes are heard.
  private void end(Children children) throws InterruptedException {
    swarm.phase("everybody leaves");
    List<Child> peers = new ArrayList<>(children.running());
    peers.removeAll(trackers.processes());
    for (List<Child> group : List.of(peers, trackers.processes())) {
      group.forEach(Child::stop);
      stage.await(
          "waiting for the end of " + String.join(", ", group.stream().map(Child::name).toList()),
          group.equals(peers) ? GOODBYE : trackers.goodbye(),
          () -> group.stream().allMatch(child -> child.exitCode().isPresent()));
      for (Child child : group) {
        int code = child.exitCode().orElseThrow();
        if (code != 0) {
          throw Stage.surprise(child, code);
        }
      }
    }
  }

  private void finish(Originals made, Evidence evidence) {
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    output.live(List.of());
    output.emit(
        Json.event("complete")
            .put("bytes", made.bytes())
            .put("files", made.files())
            .put("copies", downloaders.size())
            .put("resumed_bytes", evidence.resumedBytes())
            .put("pieces_fetched_after_resume", evidence.piecesAfter())
            .put("seconds", took.toMillis() / 1000.0));
    output.result(
        String.format(
            Locale.ROOT,
            "all %d bytes equal in %s (%d files, %s each), in %s",
            made.bytes(),
            copies(),
            made.files(),
            Sizes.print(made.bytes()),
            Times.print(took)));
  }
}

package dev.panal.app.transfer;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.console.Signals.Stop;
import dev.panal.app.console.Text;
import dev.panal.app.message.ReceivedMessage;
import dev.panal.app.progress.EventLines;
import dev.panal.app.progress.TransferRows;
import dev.panal.app.units.Rates;
import dev.panal.app.units.Sizes;
import dev.panal.app.units.Times;
import dev.panal.engine.AddTorrent;
import dev.panal.engine.ResumeData;
import dev.panal.engine.SessionEvent;
import dev.panal.engine.TorrentSnapshot;
import dev.panal.io.Failure;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Moves one torrent: downloads it, seeds it, or one after the other. Runs on the main thread.
public final class Transfer {
  private static final Duration FRAME = Duration.ofMillis(250);
  private static final Duration LINE = Duration.ofSeconds(1);

  /// Without news, a line in a log every so often is enough to see that it lives.
  private static final Duration QUIET_LINE = Duration.ofSeconds(30);

  private final Output output;
  private final TransferOptions options;
  private final Metainfo metainfo;
  private final Goal goal;
  private final Optional<ResumeData> known;
  private final EventLines lines;
  private final Inbox inbox = new Inbox();
  private final long started = System.nanoTime();
  private boolean complete;
  private long seedingSince;
  private String lastLine = "";
  private long nextFrame;
  private long nextLine;
  private long nextQuietLine;

  /// When it is over.
  public enum Goal {
    /// When everything is here.
    DOWNLOAD,
    /// When somebody says so, or enough was seeded.
    DOWNLOAD_AND_SEED,
    /// The same; what is to be seeded must be here already.
    SEED
  }

  public Transfer(Output output, TransferOptions options, Metainfo metainfo, Goal goal) {
    this(output, options, metainfo, goal, Optional.empty());
  }

  /// @param known what is sure to be here, so that it need not be checked
  Transfer(
      Output output,
      TransferOptions options,
      Metainfo metainfo,
      Goal goal,
      Optional<ResumeData> known) {
    this.output = output;
    this.options = options;
    this.metainfo = metainfo;
    this.goal = goal;
    this.known = known;
    this.lines = new EventLines(output);
  }

  /// @throws CommandFailure if it cannot go on
  public ExitCode run() throws InterruptedException {
    if (metainfo.info().v1().isEmpty()) {
      throw new CommandFailure(
          ExitCode.FAILED,
          name() + ": is a v2-only torrent; this version transfers v1 and hybrid torrents");
    }
    if (goal != Goal.SEED) {
      prepareFolder();
    }
    List<Integer> files = options.files().indices(metainfo.info().files());
    output.console().signals().onStop(inbox::ask);
    try (Client client = Client.open(options, inbox::tell, inbox::receive, output::warning)) {
      client.start();
      if (known.isPresent()) {
        client.remember(known.get());
      }
      client.add(
          new AddTorrent(metainfo, options.folder(), files, options.sequential(), options.peers()));
      Optional<ExitCode> end = Optional.empty();
      while (end.isEmpty()) {
        Optional<Happening> happening =
            inbox.next(Duration.ofNanos(Math.min(nextFrame, nextLine) - System.nanoTime()));
        if (happening.isPresent()) {
          end = react(happening.get(), client);
        } else {
          end = show(client.snapshot());
        }
      }
      output.live(List.of());
      return end.get();
    }
  }

  // The engine makes folders too; but here it can be said which one is the trouble.
  private void prepareFolder() {
    try {
      Files.createDirectories(options.folder());
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(
          ExitCode.FAILED, options.folder() + ": is a file; name a folder with -d", e);
    } catch (IOException e) {
      throw Failures.of(options.folder() + ": the folder cannot be made", e);
    }
    if (!Files.isWritable(options.folder())) {
      throw new CommandFailure(
          ExitCode.FAILED,
          options.folder() + ": you may not write in this folder; choose another with -d");
    }
  }

  private Optional<ExitCode> react(Happening happening, Client client) {
    return switch (happening) {
      case Happening.Asked(Stop how) -> Optional.of(asked(how));
      case Happening.Received(String tracker, ReceivedMessage message) -> {
        output.emit(message.event(tracker));
        output.message(message.line());
        yield Optional.empty();
      }
      case Happening.Told(SessionEvent event) -> {
        lines.tell(event);
        yield told(event, client);
      }
    };
  }

  private ExitCode asked(Stop how) {
    boolean incomplete = goal != Goal.SEED && !complete;
    output.message(incomplete ? "stopping; run it again and it goes on where it was" : "stopping");
    return switch (how) {
      case INTERRUPT -> ExitCode.INTERRUPTED;
      case TERMINATE -> incomplete ? ExitCode.STOPPED : ExitCode.DONE;
    };
  }

  private Optional<ExitCode> told(SessionEvent event, Client client) {
    return switch (event) {
      case SessionEvent.Started(var torrent, long verified, long wanted) -> {
        if (goal == Goal.SEED && verified < wanted) {
          client.leave();
          throw new CommandFailure(
              ExitCode.FAILED,
              options.folder().resolve(name())
                  + ": only "
                  + Sizes.print(verified)
                  + " of "
                  + Sizes.print(wanted)
                  + " is as the torrent says; fetch the rest with panal get, or see panal verify");
        }
        yield Optional.empty();
      }
      case SessionEvent.Completed(var torrent, long bytes) -> {
        completed(bytes, false);
        yield Optional.empty();
      }
      case SessionEvent.Seeding _ -> {
        if (!complete && goal != Goal.SEED) {
          completed(metainfo.info().length(), true);
        }
        seedingSince = System.nanoTime();
        yield goal == Goal.DOWNLOAD ? Optional.of(ExitCode.DONE) : Optional.empty();
      }
      case SessionEvent.TorrentFailed(var torrent, Failure failure) -> throw failed(failure);
      case SessionEvent.Listening _,
          SessionEvent.Checking _,
          SessionEvent.PieceVerified _,
          SessionEvent.PieceFailed _,
          SessionEvent.PeerConnected _,
          SessionEvent.PeerDisconnected _,
          SessionEvent.PeerBanned _,
          SessionEvent.TrackerAnnounced _,
          SessionEvent.TrackerFailed _,
          SessionEvent.MessagesOffered _,
          SessionEvent.Warning _ ->
          Optional.empty();
    };
  }

  private void completed(long bytes, boolean before) {
    complete = true;
    Path path = options.folder().resolve(name());
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    output.emit(
        Json.event("complete")
            .put("info_hash", metainfo.info().infoHash().hex())
            .put("name", metainfo.info().name())
            .put("bytes", bytes)
            .put("path", path.toString())
            .put("seconds", took.toMillis() / 1000.0));
    output.message(
        "complete: "
            + path
            + (before
                ? ", it was all here"
                : ", "
                    + Sizes.print(bytes)
                    + " in "
                    + Times.print(took)
                    + " ("
                    + Rates.print(bytes * 1000 / Math.max(1, took.toMillis()))
                    + ")"));
  }

  private CommandFailure failed(Failure failure) {
    String what = failure.subject() + ": " + failure.detail();
    return switch (failure.reason()) {
      case DISK_FULL ->
          new CommandFailure(
              ExitCode.DISK_FULL,
              failure.subject() + ": the disk is full; free some space and run it again");
      case EXISTS ->
          new CommandFailure(goal == Goal.SEED ? ExitCode.FAILED : ExitCode.WOULD_OVERWRITE, what);
      case NOT_FOUND,
          DENIED,
          CHANGED,
          UNSAFE_PATH,
          UNKNOWN_HOST,
          UNREACHABLE,
          TIMED_OUT,
          TOO_LARGE,
          PROTOCOL,
          CANCELLED,
          IO ->
          new CommandFailure(ExitCode.FAILED, what);
    };
  }

  private Optional<ExitCode> show(List<TorrentSnapshot> torrents) {
    long now = System.nanoTime();
    nextFrame = now + FRAME.toNanos();
    if (output.animated()) {
      int columns = output.console().screen().orElseThrow().columns() - 1;
      output.live(TransferRows.rows(torrents, columns));
    }
    if (now - nextLine >= 0) {
      nextLine = now + LINE.toNanos();
      torrents.forEach(torrent -> output.emit(TransferRows.event(torrent)));
      if (!output.animated()) {
        torrents.forEach(torrent -> log(torrent, now));
      }
    }
    return seededEnough(torrents, now) ? Optional.of(ExitCode.DONE) : Optional.empty();
  }

  // One line a second where something moves, and one now and then where nothing does.
  private void log(TorrentSnapshot torrent, long now) {
    String line = TransferRows.line(torrent);
    if (!line.equals(lastLine) || now - nextQuietLine >= 0) {
      lastLine = line;
      nextQuietLine = now + QUIET_LINE.toNanos();
      output.message(line);
    }
  }

  private boolean seededEnough(List<TorrentSnapshot> torrents, long now) {
    if (seedingSince == 0) {
      return false;
    }
    boolean old =
        options.seedTime().isPresent() && now - seedingSince >= options.seedTime().get().toNanos();
    boolean much =
        options.seedRatio().isPresent()
            && torrents.stream()
                .allMatch(torrent ->
                    torrent.uploadedBytes()
                        >= options.seedRatio().getAsDouble() * torrent.totalBytes());
    if (old || much) {
      output.message(old ? "seeded long enough" : "seeded enough");
    }
    return old || much;
  }

  private String name() {
    return Text.safe(metainfo.info().name());
  }
}

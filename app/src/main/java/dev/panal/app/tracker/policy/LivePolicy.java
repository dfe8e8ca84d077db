package dev.panal.app.tracker.policy;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.tracker.TrackerPolicy;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The policy of a running tracker. Looks every two seconds whether something has changed that it
/// is made of, and then makes it anew: lists are edited, passkeys are added by another process, and
/// torrents are uploaded, and nobody should have to tell the tracker.
///
/// A list that has a wrong line now is not taken; the one before stays, with a warning.
public final class LivePolicy implements AutoCloseable {
  private static final long LOOK_MILLIS = 2_000;

  private final PolicyOptions options;
  private final Optional<Passkeys> passkeys;
  private final Supplier<Set<InfoHash>> hosted;
  private final Consumer<String> trouble;
  private final Semaphore reasons = new Semaphore(0);
  private volatile boolean over;
  private volatile PolicySharing sharing = PolicySharing.NONE;
  private String complaint = "";
  private List<Object> seen;
  private TrackerPolicy policy;

  /// Reads everything once.
  ///
  /// @param hosted the torrents that are hosted now, which a list of allowed ones includes
  /// @param trouble hears what cannot be read later
  /// @throws IOException if something cannot be read; the message names it
  public LivePolicy(
      PolicyOptions options,
      TrackerDatabase database,
      Supplier<Set<InfoHash>> hosted,
      Consumer<String> trouble)
      throws IOException {
    this.options = options;
    this.hosted = hosted;
    this.trouble = trouble;
    this.passkeys = options.passkeys() ? Optional.of(new Passkeys(database)) : Optional.empty();
    try {
      this.seen = signs();
      this.policy = made();
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// The policy as it was read last.
  public TrackerPolicy now() {
    return policy;
  }

  /// Has lists and passkeys in common with others from now on. To be called before [#watch].
  public void share(PolicySharing with) {
    sharing = with;
    with.onNews(this::look);
  }

  /// Goes on looking on a thread of its own.
  ///
  /// @param changed hears the new policy
  public void watch(Consumer<TrackerPolicy> changed) {
    if (options.equals(PolicyOptions.OPEN)) {
      return;
    }
    Thread.ofVirtual()
        .name("panal-policy")
        .start(() -> {
          try {
            while (!over) {
              look(changed);
              boolean _ = reasons.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
              int _ = reasons.drainPermits();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /// Looks at once, because something is known to have changed.
  public void look() {
    reasons.release();
  }

  private void look(Consumer<TrackerPolicy> changed) {
    try {
      List<Object> signs = signs();
      if (signs.equals(seen)) {
        return;
      }
      seen = signs;
      policy = made();
      complaint = "";
      changed.accept(policy);
    } catch (IOException e) {
      complain(String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      // The database has told what is wrong with it.
    }
  }

  /// Once: a file that is being written is looked at twice, and says the same.
  private void complain(String why) {
    if (!why.equals(complaint)) {
      complaint = why;
      trouble.accept(why + "; what was read before holds on");
    }
  }

  /// What tells whether something has changed.
  private List<Object> signs() throws SQLException {
    List<Object> signs = new ArrayList<>();
    options.allow().ifPresent(file -> signs.addAll(signs(file)));
    options.deny().ifPresent(file -> signs.addAll(signs(file)));
    if (options.swarms() == PolicyOptions.Swarms.LISTED) {
      signs.add(hosted.get());
    }
    if (passkeys.isPresent()) {
      signs.add(passkeys.get().version());
    }
    signs.add(sharing.equals(PolicySharing.NONE));
    signs.add(sharing.news());
    return signs;
  }

  private static List<Object> signs(Path file) {
    try {
      return List.of(Files.getLastModifiedTime(file), Files.size(file));
    } catch (IOException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private TrackerPolicy made() throws IOException, SQLException {
    if (passkeys.isPresent()) {
      sharing.passkeys(passkeys.get());
    }
    Set<InfoHash> denied =
        options.deny().isPresent() ? newest("deny", options.deny().get()) : Set.of();
    TrackerPolicy swarms =
        switch (options.swarms()) {
          case ALL ->
              options.deny().isPresent() ? new TrackerPolicy.DenyList(denied) : TrackerPolicy.OPEN;
          case LISTED -> {
            Set<InfoHash> allowed = new LinkedHashSet<>(hosted.get());
            if (options.allow().isPresent()) {
              allowed.addAll(newest("allow", options.allow().get()));
            }
            allowed.removeAll(denied);
            yield new TrackerPolicy.AllowList(allowed);
          }
        };
    return passkeys.isPresent()
        ? new TrackerPolicy.Passkeys(passkeys.get().hashes(), swarms)
        : swarms;
  }

  private Set<InfoHash> newest(String name, Path file) throws IOException {
    // In this order: what is written in between is read again with the next look.
    // Of a file that is not there, reading says more than asking for its time would.
    long modifiedMillis = file.toFile().lastModified();
    return sharing.newest(name, modifiedMillis, HashList.read(file));
  }

  @Override
  public void close() {
    over = true;
    reasons.release();
  }
}

package dev.panal.app.tracker.ring;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.cluster.RingNode;
import dev.panal.cluster.RingPicture;
import dev.panal.io.EventLoop;
import dev.panal.tracker.RingBacklog;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerSnapshot;
import dev.panal.tracker.ring.Buckets;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// This tracker's place in a ring: tells people who comes and goes, and leaves in good order.
public final class RingSeat implements AutoCloseable {
  /// For the last records to reach the others. Whoever is not there by then will not be.
  private static final long FAREWELL_SECONDS = 5;

  /// Of somebody who looks at the ring; a tracker that is so busy is shown as it was before.
  private static final long PATIENCE_MILLIS = 1_000;

  private final Output output;
  private final RingOptions options;
  private final Tracker tracker;
  private final RingNode node;
  private Set<String> known = Set.of();
  private boolean left;
  private volatile Numbers numbers = new Numbers(RingBacklog.NONE, Optional.empty());

  /// What this node says of itself.
  private record Numbers(RingBacklog backlog, Optional<TrackerSnapshot> tracker) {}

  private RingSeat(Output output, RingOptions options, Tracker tracker, RingNode node) {
    this.output = output;
    this.options = options;
    this.tracker = tracker;
    this.node = node;
  }

  /// Joins, which takes some seconds. The tracker must not have an open port yet: clients would be
  /// answered by one that knows nothing.
  ///
  /// @throws CommandFailure if that does not work; the message says why
  public static RingSeat take(Output output, RingOptions options, EventLoop loop, Tracker tracker) {
    output.message("joining the ring " + options.config().ring() + " ...");
    try {
      RingNode node = RingNode.join(options.config(), loop, tracker.replica());
      tracker.join(node, options.mode());
      RingSeat seat = new RingSeat(output, options, tracker, node);
      seat.known = Set.copyOf(node.members());
      output.message("ring " + options.config().ring() + ": " + nodes(node.picture()));
      output.emit(event("ring", node.picture()).put("ring_port", node.address().getPort()));
      node.onChange(seat::changed);
      return seat;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private static String nodes(RingPicture picture) {
    int count = picture.nodes().size();
    return (count == 1 ? "1 node, " : count + " nodes, ")
        + picture.nodes().stream().map(RingPicture.Node::name).collect(Collectors.joining(", "));
  }

  private static Json event(String name, RingPicture picture) {
    return Json.event(name)
        .put("ring", picture.ring())
        .put("nodes", List.copyOf(picture.nodes().stream().map(RingPicture.Node::name).toList()))
        .put("settled", picture.settled());
  }

  /// On the tracker's loop.
  private void changed(RingPicture picture) {
    Set<String> now =
        picture.nodes().stream().map(RingPicture.Node::name).collect(Collectors.toSet());
    Set<String> come = new HashSet<>(now);
    come.removeAll(known);
    Set<String> gone = new HashSet<>(known);
    gone.removeAll(now);
    known = now;
    come.stream().sorted().forEach(name -> output.message("ring: " + name + " has joined"));
    gone.stream().sorted().forEach(name -> output.message("ring: " + name + " is gone"));
    if (!come.isEmpty() || !gone.isEmpty() || picture.settled()) {
      output.message(
          "ring: "
              + nodes(picture)
              + (picture.settled() ? "; all swarms have their copies" : "; copying"));
    }
    output.emit(event("ring", picture));
  }

  /// The ring as it is now. Not to be called on the tracker's loop, which is asked.
  public RingView view() {
    Numbers own = ask();
    RingPicture picture = node.picture();
    return new RingView(
        picture.ring(),
        options.config().node(),
        options.mode(),
        picture.settled(),
        own.backlog().lag().toMillis(),
        own.backlog().lost(),
        picture.nodes().stream().map(member -> member(member, own)).toList(),
        IntStream.range(0, Buckets.COUNT).mapToObj(bucket -> bucket(picture, bucket)).toList());
  }

  private static RingView.Member member(RingPicture.Node node, Numbers own) {
    Optional<TrackerSnapshot> known = node.self() ? own.tracker() : Optional.empty();
    return new RingView.Member(
        node.name(),
        Optional.empty(),
        node.self(),
        known.map(now -> OptionalLong.of(now.swarms())).orElseGet(OptionalLong::empty),
        known.map(now -> OptionalLong.of(now.peers())).orElseGet(OptionalLong::empty));
  }

  /// Nobody's, as long as nothing is known of the ring.
  private static RingView.Bucket bucket(RingPicture picture, int bucket) {
    return RingView.Bucket.still(
        bucket < picture.owners().size() ? picture.owners().get(bucket) : List.of());
  }

  private Numbers ask() {
    CompletableFuture<RingBacklog> backlog = new CompletableFuture<>();
    CompletableFuture<TrackerSnapshot> snapshot = new CompletableFuture<>();
    tracker.backlog(backlog::complete);
    tracker.snapshot(snapshot::complete);
    try {
      numbers =
          backlog
              .thenCombine(snapshot, (waiting, now) -> new Numbers(waiting, Optional.of(now)))
              .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // As it was before, then.
    }
    return numbers;
  }

  public RingNode node() {
    return node;
  }

  /// Turns clients away, tells the others what they do not know yet, and leaves once they have all
  /// that this node has.
  public void leave() throws InterruptedException {
    left = true;
    if (node.members().size() > 1) {
      output.message("leaving the ring; clients are told to come back in a minute");
      CompletableFuture<Boolean> told = new CompletableFuture<>();
      tracker.leave(told::complete);
      try {
        if (!told.get(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
          output.warning("the ring did not take the last of what this node knows");
        }
      } catch (TimeoutException | ExecutionException e) {
        output.warning("the ring does not answer; leaving it all the same");
      }
    }
    node.close();
  }

  /// For when the start fails in between.
  @Override
  public void close() {
    if (!left) {
      node.close();
    }
  }
}

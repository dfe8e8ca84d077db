package dev.panal.app.tracker.ring;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.cluster.RingNode;
import dev.panal.cluster.RingPicture;
import dev.panal.io.EventLoop;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerSnapshot;
import dev.panal.tracker.ring.RingLag;
import dev.panal.tracker.ring.SharedRows;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// This tracker's place in a ring: tells people who comes and goes, and leaves in good order.
public final class RingSeat implements AutoCloseable {
  /// For the last records to reach the others. Whoever is not there by then will not be.
  private static final long FAREWELL_SECONDS = 5;

  /// For the loop to say how far the others are behind, for whoever draws the ring.
  private static final long LOOK_SECONDS = 2;

  private final Output output;
  private final Tracker tracker;
  private final RingNode node;
  private final RingOptions options;
  private final RingAddresses addresses;
  private Set<String> known = Set.of();
  private boolean left;

  private RingSeat(Output output, Tracker tracker, RingNode node, RingOptions options) {
    this.output = output;
    this.tracker = tracker;
    this.node = node;
    this.options = options;
    this.addresses = new RingAddresses(node.trackerRows(), InstantSource.system());
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
      RingSeat seat = new RingSeat(output, tracker, node, options);
      node.onChange(seat::changed);
      loop.execute(seat::joined);
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

  private static String copies(RingPicture picture) {
    return picture.settled() ? "; all swarms have their copies" : "; copying";
  }

  private static Set<String> names(RingPicture picture) {
    return picture.nodes().stream().map(RingPicture.Node::name).collect(Collectors.toSet());
  }

  private static Json event(String name, RingPicture picture) {
    return Json.event(name)
        .put("ring", picture.ring())
        .put("nodes", List.copyOf(picture.nodes().stream().map(RingPicture.Node::name).toList()))
        .put("size", picture.nodes().size())
        .put("settled", picture.settled());
  }

  /// On the tracker's loop, as is what follows: so no change is missed in between.
  private void joined() {
    RingPicture picture = node.picture();
    known = names(picture);
    output.message("ring " + picture.ring() + ": " + nodes(picture) + copies(picture));
    output.emit(event("ring", picture).put("ring_port", node.address().getPort()));
  }

  private void changed(RingPicture picture) {
    Set<String> now = names(picture);
    Set<String> come = new HashSet<>(now);
    come.removeAll(known);
    Set<String> gone = new HashSet<>(known);
    gone.removeAll(now);
    known = now;
    come.stream().sorted().forEach(name -> output.message("ring: " + name + " has joined"));
    gone.stream().sorted().forEach(name -> output.message("ring: " + name + " is gone"));
    if (!come.isEmpty() || !gone.isEmpty() || picture.settled()) {
      output.message("ring: " + nodes(picture) + copies(picture));
    }
    output.emit(event("ring", picture));
  }

  /// What all nodes keep beside swarms.
  public SharedRows rows() {
    return node.trackerRows();
  }

  /// Tells the others where clients reach this tracker.
  public void reachedAt(String page, List<String> announceUrls) {
    addresses.tell(options.config().node(), page, announceUrls);
  }

  /// Where the other trackers that are there now are announced to.
  public List<String> otherAnnounceUrls() {
    return addresses.announceUrls(
        node.members().stream().filter(name -> !name.equals(options.config().node())).toList());
  }

  /// The ring now. Waits for the loop: not to be called there.
  public RingView view() {
    CompletableFuture<RingLag> lag = new CompletableFuture<>();
    tracker.ringLag(lag::complete);
    CompletableFuture<TrackerSnapshot> here = new CompletableFuture<>();
    tracker.snapshot(here::complete);
    RingPicture picture = node.picture();
    try {
      return view(
          picture,
          lag.get(LOOK_SECONDS, TimeUnit.SECONDS),
          here.get(LOOK_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the tracker's loop does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the tracker is closing", e);
    }
  }

  private RingView view(RingPicture picture, RingLag lag, TrackerSnapshot here) {
    List<RingView.Member> members = new ArrayList<>();
    for (RingPicture.Node member : picture.nodes()) {
      members.add(
          new RingView.Member(
              member.name(),
              addresses.page(member.name()),
              member.self(),
              member.self() ? OptionalLong.of(here.swarms()) : OptionalLong.empty(),
              member.self() ? OptionalLong.of(here.peers()) : OptionalLong.empty()));
    }
    List<RingView.Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < picture.owners().size(); i++) {
      buckets.add(new RingView.Bucket(picture.owners().get(i), picture.next().get(i)));
    }
    return new RingView(
        picture.ring(),
        options.config().node(),
        options.mode(),
        picture.settled(),
        lag.lag().toMillis(),
        lag.lostBatches(),
        members,
        buckets);
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

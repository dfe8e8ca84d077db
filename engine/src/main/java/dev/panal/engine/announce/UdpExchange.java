package dev.panal.engine.announce;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Network;
import dev.panal.io.Result;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.AnnounceAnswer;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.TrackerFailure;
import dev.panal.wire.tracker.TrackerUrl;
import dev.panal.wire.tracker.UdpReply;
import dev.panal.wire.tracker.UdpRequest;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// One announce over UDP: look up the name, get a connection id, announce; each datagram is
/// repeated until something comes back or the time is up.
///
/// BEP 15 waits 15 seconds before it repeats, which is a long time to lose to one lost datagram:
/// [#FIRST_REPEAT] is shorter, and doubles as the BEP has it. A host name may have several
/// addresses: each attempt to connect goes to the next. A connection id that was kept from an
/// earlier announce may be void (the tracker was restarted), and some trackers say nothing then: so
/// it is tried once, and then replaced.
final class UdpExchange implements EventLoop.Timer {
  private static final Duration FIRST_REPEAT = Duration.ofMillis(2500);

  /// Of one host name; more are not tried.
  private static final int MAX_ADDRESSES = 8;

  /// What we wait for.
  private sealed interface State {
    record Resolving() implements State {}

    record Connecting(InetSocketAddress tracker, int transactionId) implements State {}

    /// @param kept whether the connection id comes from an earlier announce
    record Announcing(InetSocketAddress tracker, int transactionId, long connectionId, boolean kept)
        implements State {}

    record Finished() implements State {}
  }

  private static final EventLoop.Timer NO_TIMER = () -> {};

  private final UdpTrackers trackers;
  private final EventLoop loop;
  private final TrackerUrl.Udp url;
  private final AnnounceRequest request;
  private final Completion<AnnounceAnswer> completion;

  private State state = new State.Resolving();
  private List<InetSocketAddress> addresses = List.of();
  private int nextAddress;
  private int repeats;
  private EventLoop.Timer deadline = NO_TIMER;
  private EventLoop.Timer repeat = NO_TIMER;

  UdpExchange(
      UdpTrackers trackers,
      EventLoop loop,
      TrackerUrl.Udp url,
      AnnounceRequest request,
      Completion<AnnounceAnswer> completion) {
    this.trackers = trackers;
    this.loop = loop;
    this.url = url;
    this.request = request;
    this.completion = completion;
  }

  void start(Network network, Duration timeout) {
    deadline =
        loop.schedule(
            timeout,
            () ->
                fail(Failure.Reason.TIMED_OUT, "no answer in %d s".formatted(timeout.toSeconds())));
    network.resolve(
        url.host(),
        result -> {
          if (!(state instanceof State.Resolving)) {
            return;
          }
          switch (result) {
            case Result.Done<List<InetAddress>>(List<InetAddress> found) -> resolved(found);
            case Result.Failed<List<InetAddress>>(Failure failure) ->
                finish(new Result.Failed<>(failure));
          }
        });
  }

  private void resolved(List<InetAddress> found) {
    List<InetSocketAddress> usable = new ArrayList<>();
    for (InetAddress address : found.subList(0, Math.min(found.size(), MAX_ADDRESSES))) {
      usable.add(new InetSocketAddress(address, url.port()));
    }
    if (usable.isEmpty()) {
      fail(Failure.Reason.UNKNOWN_HOST, "the name has no address");
      return;
    }
    addresses = usable;
    for (InetSocketAddress tracker : addresses) {
      OptionalLong kept = trackers.connectionId(tracker);
      if (kept.isPresent()) {
        announce(tracker, kept.getAsLong(), true);
        return;
      }
    }
    connect();
  }

  /// To the next address that datagrams can leave for.
  private void connect() {
    for (int i = 0; i < addresses.size(); i++) {
      InetSocketAddress tracker = addresses.get(nextAddress++ % addresses.size());
      int transactionId = enter(id -> new State.Connecting(tracker, id));
      if (send(new UdpRequest.Connect(transactionId), tracker)) {
        break;
      }
    }
    repeatLater();
  }

  private void announce(InetSocketAddress tracker, long connectionId, boolean kept) {
    int transactionId = enter(id -> new State.Announcing(tracker, id, connectionId, kept));
    repeats = 0;
    send(new UdpRequest.Announce(connectionId, transactionId, request, url.urlData()), tracker);
    repeatLater();
  }

  private interface StateOf {
    State with(int transactionId);
  }

  private int enter(StateOf next) {
    leave();
    int transactionId = trackers.register(this);
    state = next.with(transactionId);
    return transactionId;
  }

  private void leave() {
    repeat.cancel();
    switch (state) {
      case State.Connecting connecting -> trackers.unregister(connecting.transactionId);
      case State.Announcing announcing -> trackers.unregister(announcing.transactionId);
      case State.Resolving _, State.Finished _ -> {}
    }
  }

  private boolean send(UdpRequest datagram, InetSocketAddress to) {
    try {
      return trackers.send(datagram, to);
    } catch (IOException e) {
      fail(Failure.Reason.IO, String.valueOf(e.getMessage()));
      return true;
    }
  }

  private void repeatLater() {
    if (!(state instanceof State.Finished)) {
      repeat = loop.schedule(FIRST_REPEAT.multipliedBy(1L << repeats++), this::repeat);
    }
  }

  private void repeat() {
    switch (state) {
      case State.Connecting _ -> connect();
      case State.Announcing announcing -> {
        if (announcing.kept) {
          trackers.forget(announcing.tracker);
          connect();
        } else {
          send(
              new UdpRequest.Announce(
                  announcing.connectionId, announcing.transactionId, request, url.urlData()),
              announcing.tracker);
          repeatLater();
        }
      }
      case State.Resolving _, State.Finished _ -> {}
    }
  }

  /// A datagram with the transaction id of this exchange.
  void onDatagram(ByteBuffer bytes, InetSocketAddress from) {
    InetSocketAddress expected =
        switch (state) {
          case State.Connecting connecting -> connecting.tracker;
          case State.Announcing announcing -> announcing.tracker;
          case State.Resolving _, State.Finished _ -> null;
        };
    if (!from.equals(expected)) {
      return;
    }
    try {
      onReply(UdpReply.decode(bytes, from.getAddress() instanceof Inet6Address));
    } catch (ProtocolException e) {
      fail(Failure.Reason.PROTOCOL, e.getMessage());
    }
  }

  private void onReply(UdpReply reply) {
    switch (reply) {
      case UdpReply.Connected connected -> {
        if (state instanceof State.Connecting connecting) {
          trackers.connected(connecting.tracker, connected.connectionId());
          announce(connecting.tracker, connected.connectionId(), false);
        }
      }
      case UdpReply.Announced announced -> {
        if (state instanceof State.Announcing) {
          finish(Result.done(announced.reply()));
        }
      }
      case UdpReply.Failed failed -> {
        if (state instanceof State.Announcing announcing && announcing.kept) {
          trackers.forget(announcing.tracker);
          repeats = 0;
          connect();
        } else {
          finish(Result.done(TrackerFailure.of(failed.reason())));
        }
      }
      case UdpReply.Scraped _ -> {}
    }
  }

  void fail(Failure.Reason reason, String detail) {
    finish(Result.failed(reason, url.host(), detail));
  }

  private void finish(Result<AnnounceAnswer> result) {
    if (!(state instanceof State.Finished)) {
      cancel();
      completion.accept(result);
    }
  }

  @Override
  public void cancel() {
    leave();
    deadline.cancel();
    state = new State.Finished();
  }
}

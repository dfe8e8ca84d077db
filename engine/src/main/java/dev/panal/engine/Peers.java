package dev.panal.engine;

import dev.panal.engine.peer.PeerConnection;
import dev.panal.engine.peer.PeerListener;
import dev.panal.engine.swarm.Ending;
import dev.panal.engine.swarm.PeerBook;
import dev.panal.engine.swarm.PeerBookLimits;
import dev.panal.engine.swarm.PeerOrigin;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The connections of one torrent: dialled, accepted, admitted, closed.
///
/// A connection is counted from the first attempt, and listed in [#all()] from its handshake until
/// it has closed.
final class Peers {
  private final SessionContext context;
  private final PeerListener listener;
  private final PeerBook book;
  private final Map<InetSocketAddress, PeerConnection> pending = new LinkedHashMap<>();
  private final List<Peer> open = new ArrayList<>();
  private @Nullable Peer[] slots = new Peer[8];
  private boolean closing;

  Peers(SessionContext context, PeerListener listener) {
    this.context = context;
    this.listener = listener;
    SessionConfig.PeerLimits limits = context.config().peers();
    this.book =
        new PeerBook(
            new PeerBookLimits(
                PeerBookLimits.defaults().addresses(), limits.maxConnecting(), limits.maxPeers()),
            context.peerId(),
            context.ports().random());
    InetSocketAddress own = context.listening();
    if (!own.getAddress().isAnyLocalAddress()) {
      book.addOwn(own);
    }
    context.own().proven().forEach(book::addOwn);
  }

  PeerBook book() {
    return book;
  }

  /// Peers whose handshake is done. Changes only in turns of their own, see [PeerConnection#close].
  List<Peer> all() {
    return open;
  }

  Peer bySlot(int slot) {
    return Objects.requireNonNull(slots[slot], "nobody in this slot");
  }

  @Nullable Peer of(PeerConnection connection) {
    int slot = connection.slot();
    return slot < 0 ? null : slots[slot];
  }

  /// Everybody, also who is still being connected to.
  int count() {
    return open.size() + pending.size();
  }

  void known(List<InetSocketAddress> addresses, PeerOrigin origin) {
    long now = context.nowNanos();
    for (InetSocketAddress address : addresses) {
      book.add(address, origin, now);
    }
    dial();
  }

  /// Connects to whom the book names.
  void dial() {
    while (!closing && context.connections().room()) {
      InetSocketAddress address = book.nextToConnect(context.nowNanos());
      if (address == null) {
        return;
      }
      PeerConnection peer = PeerConnection.outgoing(context.peers(), listener);
      context
          .encrypting()
          .dial(
              peer,
              listener.infoHash(),
              book.wantsEncryption(address),
              handler -> connect(address, handler));
      pending.put(address, peer);
      context.connections().opened();
    }
  }

  private Connection connect(InetSocketAddress address, ConnectionHandler handler) {
    InetAddress from = context.config().listen().getAddress();
    return context
        .ports()
        .network()
        .connect(
            address,
            from == null || from.isAnyLocalAddress() ? null : from,
            context.config().peers().connectTimeout(),
            handler);
  }

  /// Whether an incoming connection may go on with its handshake; it counts from then on.
  boolean accept(PeerConnection connection) {
    if (closing || !book.accept(connection.address(), context.nowNanos())) {
      return false;
    }
    pending.put(connection.address(), connection);
    return true;
  }

  /// The handshake is done: lets the peer in, or closes it.
  ///
  /// @return whether it was let in; [#enter] must follow
  boolean admit(PeerConnection connection) {
    PeerBook.Verdict verdict =
        book.established(connection.address(), connection.peerId(), context.nowNanos());
    switch (verdict) {
      case KEEP -> {}
      case REPLACES -> closeReplaced(connection);
      case SELF -> {
        if (!connection.incoming()) {
          context.own().proven(connection.address());
        }
        connection.close("that is us");
      }
      case DUPLICATE -> connection.close("connected already");
      case BANNED -> connection.close("banned");
    }
    return !connection.closed();
  }

  /// After [#admit], when the picker has given the peer its slot.
  Peer enter(PeerConnection connection, Peer peer) {
    pending.remove(connection.address(), connection);
    int slot = connection.slot();
    if (slot >= slots.length) {
      slots = Arrays.copyOf(slots, Math.max(slot + 1, slots.length * 2));
    }
    slots[slot] = peer;
    open.add(peer);
    return peer;
  }

  /// The connection has closed.
  ///
  /// @return the peer, if it had been let in
  @Nullable Peer left(PeerConnection connection, Ending ending) {
    pending.remove(connection.address(), connection);
    context.connections().closed();
    book.ended(connection.address(), ending, context.nowNanos());
    Peer peer = of(connection);
    if (peer != null) {
      open.remove(peer);
    }
    return peer;
  }

  /// The picker has forgotten the slot.
  void free(Peer peer) {
    slots[peer.slot()] = null;
    peer.connection().slot(-1);
  }

  void tick(long nowNanos) {
    for (int i = 0; i < open.size(); i++) {
      open.get(i).connection().tick(nowNanos);
    }
    for (PeerConnection connection : pending.values()) {
      connection.tick(nowNanos);
    }
    dial();
  }

  /// Closes those that neither give nor take: we have all we want, and they have everything.
  void closeIf(Predicate<Peer> useless, String reason) {
    for (Peer peer : open) {
      if (useless.test(peer)) {
        peer.connection().close(reason);
      }
    }
  }

  /// No more dialling or accepting; everybody is closed. Their `onClosed` follows.
  void closeAll(String reason) {
    closing = true;
    pending.values().forEach(connection -> connection.close(reason));
    open.forEach(peer -> peer.connection().close(reason));
  }

  /// Welcomes peers again after [#closeAll].
  void reopen() {
    closing = false;
    book.refresh(context.nowNanos());
    dial();
  }

  private void closeReplaced(PeerConnection by) {
    InetSocketAddress other = book.replaced();
    for (Peer peer : open) {
      if (peer.connection().address().equals(other) && peer.connection() != by) {
        peer.connection().close("connected twice");
      }
    }
  }
}

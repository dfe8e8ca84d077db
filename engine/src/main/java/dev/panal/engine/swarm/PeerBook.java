package dev.panal.engine.swarm;

import dev.panal.wire.PeerId;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The addresses a torrent knows.
@SuppressWarnings({
  "UnusedVariable",
  "unused",
  "DoNotCallSuggester"
}) // the face first, the body follows
public final class PeerBook {
  /// What to do with a connection whose handshake came in.
  public enum Verdict {
    KEEP,
    /// It is ourselves; the address is remembered and not tried again. Close it.
    SELF,
    /// The same peer is connected already. Close this one.
    DUPLICATE,
    /// The same peer is connected already, but both sides will keep this one. Close the other
    /// ([PeerBook#replaced()]).
    REPLACES,
    /// Close it.
    BANNED
  }

  public PeerBook(PeerBookLimits limits, PeerId self, RandomGenerator random) {}

  /// Enters an address.
  ///
  /// @return whether it is new; false also for what nobody can listen at, for our own addresses and
  ///   when the book is full of better ones
  public boolean add(InetSocketAddress address, PeerOrigin origin, long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /// We listen there ourselves.
  public void addOwn(InetSocketAddress address) {
    throw new UnsupportedOperationException();
  }

  /// The address to connect to now, or null if there is none or a limit is reached. It counts as
  /// being connected to until [#ended(InetSocketAddress, Ending, long)].
  public @Nullable InetSocketAddress nextToConnect(long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /// Nanoseconds until [#nextToConnect(long)] is worth calling again: 0 if now, -1 if nothing is
  /// waiting.
  public long nextTryNanos(long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /// Whether to accept a connection from `remote`; if so it counts until it has
  /// [#ended(InetSocketAddress, Ending, long)].
  public boolean accept(InetSocketAddress remote, long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /// The handshake of a connection came in.
  ///
  /// @param remote the address of the connection, as connected to or accepted from
  public Verdict established(InetSocketAddress remote, PeerId id, long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /// After [Verdict#REPLACES]: the connection that has to go.
  public @Nullable InetSocketAddress replaced() {
    throw new UnsupportedOperationException();
  }

  /// An accepted connection says at which port it listens (BEP 10 `p`).
  public void listensAt(InetSocketAddress remote, int port, long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /// The peer was of use: sent a block or took one.
  public void useful(InetSocketAddress remote, long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /// An attempt or a connection ended.
  public void ended(InetSocketAddress remote, Ending ending, long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /// The number for a connected peer's address, to blame it by; it stays valid when the peer is
  /// gone.
  public int source(InetSocketAddress remote) {
    throw new UnsupportedOperationException();
  }

  /// A piece from this source and maybe others had the right hash.
  public void praise(int source) {
    throw new UnsupportedOperationException();
  }

  /// A piece from this source had the wrong hash.
  ///
  /// @param alone nobody else contributed to it
  /// @return whether the source is banned now: close its connection
  public boolean blame(int source, boolean alone, long nowNanos) {
    throw new UnsupportedOperationException();
  }

  public boolean isBanned(InetSocketAddress address) {
    throw new UnsupportedOperationException();
  }

  /// Addresses that worked, the latest first, for the next run.
  public List<InetSocketAddress> proven(int limit) {
    throw new UnsupportedOperationException();
  }

  public Outlook outlook(long nowNanos) {
    throw new UnsupportedOperationException();
  }
}

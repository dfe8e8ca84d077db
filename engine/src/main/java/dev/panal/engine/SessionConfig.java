package dev.panal.engine;

import dev.panal.io.Disk.Allocation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// Settings of a session. Validates itself; [#defaults()] and the `with…` methods make variants.
///
/// @param listen where peers reach us; port 0 takes any free port
/// @param announceAddress the address trackers are told, if not the one they see
/// @param agent the client's name and version as peers are told, for example `Panal 0.1.0`
/// @param peerIdPrefix the head of the peer id (BEP 20), 8 ASCII characters
/// @param peers limits on connections
/// @param rates limits on bytes per second
/// @param encryption whether connections with peers are encrypted
/// @param allocation how room is made for files
/// @param maxBufferedBytes memory for blocks that wait to be written, for all torrents together
public record SessionConfig(
    InetSocketAddress listen,
    Optional<InetAddress> announceAddress,
    String agent,
    String peerIdPrefix,
    PeerLimits peers,
    RateLimits rates,
    Encryption encryption,
    Allocation allocation,
    long maxBufferedBytes) {

  public SessionConfig {
    require(peerIdPrefix.length() == 8, "peerIdPrefix must have 8 characters");
    require(maxBufferedBytes >= 1 << 20, "maxBufferedBytes must be at least 1 MiB");
  }

  /// @param maxPeers connections of one torrent
  /// @param maxPeersTotal connections of the whole session
  /// @param maxSources peers downloaded from at once, per torrent; 0 sets no limit
  /// @param maxConnecting connections of one torrent that are being set up at once
  /// @param maxRequests requests outstanding at one peer: the bandwidth-delay product that one
  ///   connection can fill is this many blocks of 16 KiB
  /// @param connectTimeout for TCP to stand
  /// @param handshakeTimeout from there until the handshake is complete
  /// @param silenceTimeout a connection that says nothing for so long is closed (BEP 3: two
  ///   minutes)
  /// @param requestTimeout a peer that owes blocks and sends none for so long is snubbing us
  public record PeerLimits(
      int maxPeers,
      int maxPeersTotal,
      int maxSources,
      int maxConnecting,
      int maxRequests,
      Duration connectTimeout,
      Duration handshakeTimeout,
      Duration silenceTimeout,
      Duration requestTimeout) {
    public PeerLimits {
      require(maxPeers > 0 && maxPeers <= 10_000, "maxPeers must be 1 to 10000");
      require(maxPeersTotal >= maxPeers, "maxPeersTotal must not be less than maxPeers");
      require(maxSources >= 0, "maxSources must not be negative");
      require(maxConnecting > 0, "maxConnecting must be positive");
      require(maxRequests >= 4 && maxRequests <= 4096, "maxRequests must be 4 to 4096");
    }

    public static PeerLimits defaults() {
      return new PeerLimits(
          80,
          500,
          0,
          16,
          500,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(120),
          Duration.ofSeconds(20));
    }
  }

  /// Payload and protocol together, for the whole session; 0 sets no limit.
  public record RateLimits(long downloadBytesPerSecond, long uploadBytesPerSecond) {
    public RateLimits {
      require(
          downloadBytesPerSecond >= 0 && uploadBytesPerSecond >= 0,
          "a rate limit must not be negative");
    }

    public static RateLimits none() {
      return new RateLimits(0, 0);
    }
  }

  public static SessionConfig defaults() {
    return new SessionConfig(
        new InetSocketAddress(0),
        Optional.empty(),
        "Panal 0.1.0",
        "-PN0100-",
        PeerLimits.defaults(),
        RateLimits.none(),
        Encryption.ALLOW,
        Allocation.SPARSE,
        64L << 20);
  }

  public SessionConfig withListen(InetSocketAddress address) {
    return new SessionConfig(
        address,
        announceAddress,
        agent,
        peerIdPrefix,
        peers,
        rates,
        encryption,
        allocation,
        maxBufferedBytes);
  }

  public SessionConfig withAnnounceAddress(InetAddress address) {
    return new SessionConfig(
        listen,
        Optional.of(address),
        agent,
        peerIdPrefix,
        peers,
        rates,
        encryption,
        allocation,
        maxBufferedBytes);
  }

  public SessionConfig withPeers(PeerLimits limits) {
    return new SessionConfig(
        listen,
        announceAddress,
        agent,
        peerIdPrefix,
        limits,
        rates,
        encryption,
        allocation,
        maxBufferedBytes);
  }

  public SessionConfig withRates(RateLimits limits) {
    return new SessionConfig(
        listen,
        announceAddress,
        agent,
        peerIdPrefix,
        peers,
        limits,
        encryption,
        allocation,
        maxBufferedBytes);
  }

  public SessionConfig withEncryption(Encryption how) {
    return new SessionConfig(
        listen,
        announceAddress,
        agent,
        peerIdPrefix,
        peers,
        rates,
        how,
        allocation,
        maxBufferedBytes);
  }

  public SessionConfig withAllocation(Allocation how) {
    return new SessionConfig(
        listen,
        announceAddress,
        agent,
        peerIdPrefix,
        peers,
        rates,
        encryption,
        how,
        maxBufferedBytes);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

package dev.panal.app.transfer;

import dev.panal.engine.Encryption;
import dev.panal.engine.SessionConfig;
import dev.panal.engine.SessionConfig.PeerLimits;
import dev.panal.engine.SessionConfig.RateLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What can be set about moving data.
///
/// @param home where resume data lives
/// @param folder the download folder, absolute
/// @param port 0 for any free one
/// @param peers tried at once
/// @param maxSources peers downloaded from at once; 0 sets no limit
/// @param downloadLimit bytes a second, 0 for no limit; so is `uploadLimit`
/// @param encryption of connections with peers
/// @param files numbers as `panal info` shows them; empty for all
/// @param seedRatio stop seeding when this many times the size has been sent
/// @param seedTime stop seeding after this
/// @param messages whether messages are fetched from trackers that relay some
public record TransferOptions(
    Path home,
    Path folder,
    InetAddress bind,
    int port,
    Optional<InetAddress> announceAddress,
    List<InetSocketAddress> peers,
    int maxPeers,
    int maxSources,
    long downloadLimit,
    long uploadLimit,
    Encryption encryption,
    boolean sequential,
    FileChoice files,
    OptionalDouble seedRatio,
    Optional<Duration> seedTime,
    boolean messages) {
  /// The settings of a session that follow from this.
  SessionConfig session() {
    PeerLimits usual = PeerLimits.defaults();
    SessionConfig config =
        SessionConfig.defaults()
            .withListen(new InetSocketAddress(bind, port))
            .withEncryption(encryption)
            .withRates(new RateLimits(downloadLimit, uploadLimit))
            .withPeers(
                new PeerLimits(
                    maxPeers,
                    Math.max(maxPeers, usual.maxPeersTotal()),
                    maxSources,
                    usual.maxConnecting(),
                    usual.maxRequests(),
                    usual.connectTimeout(),
                    usual.handshakeTimeout(),
                    usual.silenceTimeout(),
                    usual.requestTimeout()));
    return announceAddress.map(config::withAnnounceAddress).orElse(config);
  }
}

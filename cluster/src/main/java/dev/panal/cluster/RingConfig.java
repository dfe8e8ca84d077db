package dev.panal.cluster;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a node needs to know to find its ring and be let in.
///
/// @param ring the ring's name; nodes of another name are strangers
/// @param node this node's name, for people; no two nodes of a ring should have the same
/// @param bind where other nodes connect to; port 0 takes a free one
/// @param advertised what others are told instead, behind a translating router
/// @param seeds other nodes, `host:port`; a name may stand for several addresses. Any one that is
///   reached is enough
/// @param joinFile a file with more of them, one a line, read again whenever nodes are looked for
/// @param secret what all nodes share and nobody else knows
public record RingConfig(
    String ring,
    String node,
    InetSocketAddress bind,
    Optional<InetSocketAddress> advertised,
    List<String> seeds,
    Optional<Path> joinFile,
    String secret,
    RingTiming timing) {
  /// Shorter secrets could be found by trying.
  public static final int MIN_SECRET_CHARACTERS = 16;

  /// Names are shown in tables and sent with every view.
  public static final int MAX_NAME_CHARACTERS = 64;

  public RingConfig {
    checkName("--ring-name", ring);
    checkName("--node-name", node);
    if (bind.isUnresolved()) {
      throw new IllegalArgumentException(
          "--ring-bind: unknown host '" + bind.getHostString() + "'");
    }
    if (bind.getAddress().isAnyLocalAddress() && advertised.isEmpty()) {
      throw new IllegalArgumentException(
          "--ring-bind: other nodes must be told one address of this machine, not "
              + bind.getAddress().getHostAddress()
              + "; name it, or say with --ring-advertise which one they reach");
    }
    advertised
        .filter(InetSocketAddress::isUnresolved)
        .ifPresent(address -> {
          throw new IllegalArgumentException(
              "--ring-advertise: unknown host '" + address.getHostString() + "'");
        });
    seeds = List.copyOf(seeds);
    seeds.forEach(seed -> Seeds.check("--join", seed));
    if (secret.strip().length() < MIN_SECRET_CHARACTERS) {
      throw new IllegalArgumentException(
          "--ring-secret or --ring-secret-file: at least "
              + MIN_SECRET_CHARACTERS
              + " characters, the same on every node; make one with: openssl rand -hex 32");
    }
    secret = secret.strip();
  }

  /// A node with nothing out of the ordinary.
  public static RingConfig of(
      String ring, String node, InetSocketAddress bind, List<String> seeds, String secret) {
    return new RingConfig(
        ring, node, bind, Optional.empty(), seeds, Optional.empty(), secret, RingTiming.defaults());
  }

  public RingConfig withTiming(RingTiming other) {
    return new RingConfig(ring, node, bind, advertised, seeds, joinFile, secret, other);
  }

  public RingConfig withJoinFile(Path file) {
    return new RingConfig(ring, node, bind, advertised, seeds, Optional.of(file), secret, timing);
  }

  private static void checkName(String option, String name) {
    if (name.isBlank() || name.length() > MAX_NAME_CHARACTERS) {
      throw new IllegalArgumentException(
          option + ": 1 to " + MAX_NAME_CHARACTERS + " characters, not '" + name + "'");
    }
    if (name.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException(
          option + ": letters, digits and punctuation only, not '" + name + "'");
    }
  }

  /// Never the secret: records end up in logs.
  @Override
  public String toString() {
    return "ring " + ring + ", node " + node + " at " + bind + ", seeds " + seeds;
  }
}

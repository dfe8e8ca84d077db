package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/// Whom the tracker serves, and with which swarms.
public sealed interface TrackerPolicy {
  /// Every swarm anybody asks for.
  TrackerPolicy OPEN = new Open();

  /// Whether announces and scrapes of this swarm are answered.
  boolean admits(InfoHash infoHash);

  /// Whether whoever comes with this passkey is answered.
  ///
  /// @param passkey of the URL's path; empty if it has none
  boolean admitsHolder(String passkey);

  /// Every swarm anybody asks for.
  record Open() implements TrackerPolicy {
    @Override
    public boolean admits(InfoHash infoHash) {
      return true;
    }

    @Override
    public boolean admitsHolder(String passkey) {
      return true;
    }
  }

  /// Only the swarms named.
  record AllowList(Set<InfoHash> infoHashes) implements TrackerPolicy {
    public AllowList {
      infoHashes = frozen(infoHashes);
    }

    @Override
    public boolean admits(InfoHash infoHash) {
      return infoHashes.contains(infoHash);
    }

    @Override
    public boolean admitsHolder(String passkey) {
      return true;
    }
  }

  /// All but the swarms named.
  record DenyList(Set<InfoHash> infoHashes) implements TrackerPolicy {
    public DenyList {
      infoHashes = frozen(infoHashes);
    }

    @Override
    public boolean admits(InfoHash infoHash) {
      return !infoHashes.contains(infoHash);
    }

    @Override
    public boolean admitsHolder(String passkey) {
      return true;
    }
  }

  /// Only for those who come by `/KEY/announce` with one of these keys.
  ///
  /// @param hashes of the keys, see [#hash(String)]: who sees this policy cannot announce with it
  /// @param swarms what they are served with
  record Passkeys(Set<String> hashes, TrackerPolicy swarms) implements TrackerPolicy {
    public Passkeys {
      hashes = frozen(hashes);
    }

    /// SHA-256, in hexadecimal digits. Keys are long and random, so nothing slower is needed, and
    /// every announce costs one.
    public static String hash(String passkey) {
      try {
        byte[] bytes = passkey.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    @Override
    public boolean admits(InfoHash infoHash) {
      return swarms.admits(infoHash);
    }

    @Override
    public boolean admitsHolder(String passkey) {
      return !passkey.isEmpty() && hashes.contains(hash(passkey)) && swarms.admitsHolder(passkey);
    }
  }

  /// A copy that keeps its order: that of `Set.copyOf` changes with every start of the JVM.
  private static <T> Set<T> frozen(Set<T> values) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(values));
  }
}

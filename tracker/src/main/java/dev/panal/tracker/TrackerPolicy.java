package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.tracker.TrackerPath;
import java.util.Collections;
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
  /// @param swarms what they are served with
  record Passkeys(Set<String> keys, TrackerPolicy swarms) implements TrackerPolicy {
    public Passkeys {
      keys = frozen(keys);
      for (String key : keys) {
        if (!TrackerPath.validPasskey(key)) {
          throw new IllegalArgumentException(
              "passkey: must be 1 to "
                  + TrackerPath.MAX_PASSKEY_LENGTH
                  + " letters, digits, - or _");
        }
      }
    }

    @Override
    public boolean admits(InfoHash infoHash) {
      return swarms.admits(infoHash);
    }

    @Override
    public boolean admitsHolder(String passkey) {
      return keys.contains(passkey) && swarms.admitsHolder(passkey);
    }
  }

  /// A copy that keeps its order: that of `Set.copyOf` changes with every start of the JVM.
  private static <T> Set<T> frozen(Set<T> values) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(values));
  }
}

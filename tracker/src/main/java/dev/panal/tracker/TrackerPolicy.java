package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/// Which swarms the tracker serves.
public sealed interface TrackerPolicy {
  /// Every swarm anybody asks for.
  TrackerPolicy OPEN = new Open();

  /// Whether announces and scrapes of this swarm are answered.
  boolean admits(InfoHash infoHash);

  /// Every swarm anybody asks for.
  record Open() implements TrackerPolicy {
    @Override
    public boolean admits(InfoHash infoHash) {
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
  }

  /// A copy that keeps its order: that of `Set.copyOf` changes with every start of the JVM.
  private static Set<InfoHash> frozen(Set<InfoHash> infoHashes) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(infoHashes));
  }
}

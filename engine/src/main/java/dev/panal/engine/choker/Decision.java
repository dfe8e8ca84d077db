package dev.panal.engine.choker;

import java.util.List;

/// Whom to serve until the next decision; everybody else is choked.
///
/// @param unchoked peers to serve, best first, the optimistic ones included
/// @param optimistic those of `unchoked` that are served on trust
public record Decision(List<Integer> unchoked, List<Integer> optimistic) {
  public Decision {
    unchoked = List.copyOf(unchoked);
    optimistic = List.copyOf(optimistic);
  }
}

package dev.panal.engine.swarm;

import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Who is not talked to any more for the life of a torrent.
///
/// An outgoing connection is banned by address and port: there sits the liar. That says little of
/// who connects to us, for the port of an accepted connection is a new one each time. The IP
/// address alone would do it, but on one machine, behind one router, in one school all peers share
/// it, and they must not pay for one. So an accepted peer is banned by IP and peer id together (the
/// id alone would let a liar get an honest peer banned by borrowing its id), and because a liar can
/// take another id each time, three bans from one IP ban the IP. Never a loopback one: everybody on
/// this machine would go.
final class Bans {
  private static final int STRIKES = 3;

  /// So many are remembered, the latest; a ban costs the liar a piece, so lists grow slowly.
  private static final int MAX_REMEMBERED = 1_000;

  private final Map<InetAddress, Integer> strikes = new LinkedHashMap<>();
  private final Set<Identity> identities = new LinkedHashSet<>();

  private record Identity(InetAddress ip, PeerId id) {}

  void strike(InetAddress ip) {
    if (!ip.isLoopbackAddress()) {
      strikes.merge(ip, 1, Integer::sum);
      if (strikes.size() > MAX_REMEMBERED) {
        strikes.remove(strikes.keySet().iterator().next());
      }
    }
  }

  void add(InetAddress ip, PeerId id) {
    identities.add(new Identity(ip, id));
    if (identities.size() > MAX_REMEMBERED) {
      identities.remove(identities.iterator().next());
    }
  }

  boolean contains(InetAddress ip) {
    return strikes.getOrDefault(ip, 0) >= STRIKES;
  }

  boolean contains(InetAddress ip, PeerId id) {
    return contains(ip) || identities.contains(new Identity(ip, id));
  }
}

package dev.panal.engine.announce;

import dev.panal.io.EventLoop;
import dev.panal.wire.tracker.TrackerUrl;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How many announces are under way, for all torrents of a session together.
///
/// A session may start with ten thousand torrents, most of them at the same few trackers, some of
/// which are dead. So there is a bound on all, one on each host, and a host that has not answered
/// lately is asked by one torrent at a time until it does: the others wait in line there, and the
/// living trackers are not kept waiting by the dead. Torrents that download go before those that
/// have everything.
final class AnnounceRoom {
  /// Enough to reach the one living tracker of a long list soon, few enough not to look like a
  /// scan.
  static final int MAX_UNDER_WAY = 50;

  /// Ten round trips of 50 ms side by side are 200 announces a second: ten thousand torrents in a
  /// minute, and no tracker takes it for an attack.
  static final int MAX_AT_HOST = 10;

  /// One announce may get lost.
  private static final int DOUBTFUL_FAILURES = 2;

  /// Far more than a session has; the one used least lately makes room.
  private static final int MAX_REMEMBERED = 2_000;

  private final EventLoop loop;
  private final Map<String, Place> places = new Lru<>();
  private final Map<String, Host> hosts = new Lru<>();

  /// Those at which somebody waits, in the order of their turns.
  private final Set<Host> waiting = new LinkedHashSet<>();

  private int underWay;
  private boolean admitting;

  AnnounceRoom(EventLoop loop) {
    this.loop = loop;
  }

  /// Where a URL leads; the same object for all torrents that have the same one.
  record Place(TrackerUrl url, Host host) {}

  /// @throws dev.panal.wire.ProtocolException if this is nothing that can be announced to
  Place place(String url) {
    Place known = places.get(url);
    if (known == null) {
      TrackerUrl parsed = TrackerUrl.parse(url);
      known = new Place(parsed, hosts.computeIfAbsent(authority(parsed), _ -> new Host()));
      places.put(url, known);
    }
    return known;
  }

  private static String authority(TrackerUrl url) {
    return switch (url) {
      case TrackerUrl.Http http -> String.valueOf(http.uri().getRawAuthority());
      case TrackerUrl.Udp udp -> "udp " + udp.host() + ' ' + udp.port();
    };
  }

  /// Whether an announce may begin now; it counts until its [Stay] is over. If not, the group hears
  /// [TierGroup#onRoom()] when it may, and it counts then.
  ///
  /// @param first whether it goes before those of whom that is not so
  boolean enter(TierGroup group, Host host, boolean first) {
    if (underWay < MAX_UNDER_WAY && host.hasRoom()) {
      begins(host);
      return true;
    }
    (first ? host.first : host.others).add(group);
    waiting.add(host);
    return false;
  }

  /// It does not want to any more.
  void withdraw(TierGroup group, Host host) {
    if (host.first.remove(group) || host.others.remove(group)) {
      settle(host);
    }
  }

  private void left(Host host) {
    underWay--;
    host.underWay--;
    if (!admitting && !waiting.isEmpty()) {
      admitting = true;
      // In a turn of its own: a session that stops all its torrents must not start more announces.
      loop.execute(this::admit);
    }
  }

  private void admit() {
    admitting = false;
    while (underWay < MAX_UNDER_WAY) {
      Host host = next();
      if (host == null) {
        return;
      }
      TierGroup group = (host.first.isEmpty() ? host.others : host.first).removeFirst();
      waiting.remove(host);
      settle(host); // to the end of the line
      begins(host);
      group.onRoom();
    }
  }

  /// Those who wait there may have something better to do.
  private void reconsider(Host host) {
    List.copyOf(host.first).forEach(TierGroup::reconsider);
    List.copyOf(host.others).forEach(TierGroup::reconsider);
  }

  private @Nullable Host next() {
    Host next = null;
    for (Host host : waiting) {
      if (host.hasRoom()) {
        if (!host.first.isEmpty()) {
          return host;
        }
        next = next == null ? host : next;
      }
    }
    return next;
  }

  private void begins(Host host) {
    underWay++;
    host.underWay++;
  }

  private void settle(Host host) {
    if (host.first.isEmpty() && host.others.isEmpty()) {
      waiting.remove(host);
    } else {
      waiting.add(host);
    }
  }

  /// An announce that counts, until it is over in one way or another.
  static final class Stay {
    private final AnnounceRoom room;
    private final Host host;
    private boolean over;

    Stay(AnnounceRoom room, Host host) {
      this.room = room;
      this.host = host;
    }

    /// @param answered whether the host said anything that makes sense
    void ended(boolean answered) {
      if (!over) {
        host.failures = answered ? 0 : host.failures + 1;
        cancelled();
        if (host.failures == DOUBTFUL_FAILURES) {
          room.loop.execute(() -> room.reconsider(host));
        }
      }
    }

    void cancelled() {
      if (!over) {
        over = true;
        room.left(host);
      }
    }
  }

  /// A tracker as all torrents of the session see it.
  static final class Host {
    private final LinkedHashSet<TierGroup> first = new LinkedHashSet<>();
    private final LinkedHashSet<TierGroup> others = new LinkedHashSet<>();
    private int underWay;
    private int failures;

    private boolean hasRoom() {
      return underWay < (doubtful() ? 1 : MAX_AT_HOST);
    }

    /// Whether it is probably dead.
    boolean doubtful() {
      return failures >= DOUBTFUL_FAILURES;
    }
  }

  private static final class Lru<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1;

    Lru() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MAX_REMEMBERED;
    }
  }
}

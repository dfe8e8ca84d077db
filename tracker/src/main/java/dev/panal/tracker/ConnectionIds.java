package dev.panal.tracker;

import dev.panal.io.Endpoint;
import dev.panal.io.EventLoop;
import java.time.Duration;

/// The connection ids of BEP 15: who sends one back has shown that it receives what we send to its
/// address. They are a keyed hash of address and minute, so nothing is remembered for anybody.
///
/// The port is left out: behind some routers it changes between two datagrams.
final class ConnectionIds {
  /// BEP 15 wants an id to be good for two minutes after it was sent; one sent at the end of a
  /// minute lives through the next two.
  private static final int SLOTS_ACCEPTED = 3;

  private static final Duration SLOT = Duration.ofMinutes(1);
  private static final long SLOT_NANOS = SLOT.toNanos();
  private static final long SLOT_MILLIS = SLOT.toMillis();

  /// Keeps IPv4 addresses apart from IPv6 ones that end in the same bytes.
  private static final long IPV4_MARK = 0xffffL << 32;

  private final EventLoop loop;
  private SipHash hash;

  /// Minutes are those of the wall clock, so that all nodes of a ring are in the same.
  private boolean shared;

  private long slot;

  /// How often the slot is good before the clock is looked at again.
  private int looksSpared;

  ConnectionIds(SipHash hash, EventLoop loop) {
    this.hash = hash;
    this.loop = loop;
  }

  /// From now on, ids are good at every tracker with this secret, and theirs are good here.
  void share(SipHash secret) {
    hash = secret;
    shared = true;
    looksSpared = 0;
  }

  long issue(Endpoint to) {
    return id(to, slot());
  }

  /// Whether this address was sent this id lately.
  boolean proves(long connectionId, Endpoint from) {
    long slot = slot();
    for (int age = 0; age < SLOTS_ACCEPTED; age++) {
      if (id(from, slot - age) == connectionId) {
        return true;
      }
    }
    return false;
  }

  private long id(Endpoint address, long slot) {
    long low = address.v6() ? address.low() : IPV4_MARK | address.low();
    return hash.hash(address.high(), low, slot);
  }

  /// Looks at the clock now and then not before so many ids have been issued or proved: the next
  /// are of datagrams that have come already.
  void lookAtClock(int ids) {
    slot =
        shared
            ? Math.floorDiv(loop.epochMillis(), SLOT_MILLIS)
            : Math.floorDiv(loop.nanoTime(), SLOT_NANOS);
    looksSpared = ids;
  }

  private long slot() {
    if (looksSpared == 0) {
      lookAtClock(1);
    }
    looksSpared--;
    return slot;
  }
}

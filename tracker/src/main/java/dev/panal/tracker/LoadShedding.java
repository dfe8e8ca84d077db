package dev.panal.tracker;

import dev.panal.io.DatagramService;
import dev.panal.io.EventLoop;
import java.time.Duration;

/// Turns a share of announces away while more come than can be answered, so that who asks hears of
/// it at once and the others are answered in time. Without, the system drops datagrams that nobody
/// has read, and their senders wait for nothing.
///
/// That is for rings, whose nodes have to tell each other of every peer. For a tracker alone, both
/// are a datagram and little more: a refusal would save nothing.
///
/// What tells is the queue of datagrams that wait in the system: the share grows step by step while
/// it is long, shrinks while it is short, and stays in between. So it finds the share with which
/// the rest can be answered, whatever an answer costs at the time.
final class LoadShedding {
  /// Queues fill within a second at most: several looks in that time.
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  /// A look that comes later than this finds a node that had nothing to do meanwhile.
  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  /// Parts of the queue. Whoever waits in it is answered within a second or so, which is better
  /// than to be turned away; the rest is for what comes while the share is too small.
  private static final double LONG = 0.75;

  private static final double SHORT = 0.5;

  /// Looks in a row that find a long queue before anybody is turned away: a pause of this process,
  /// after which the queue is long for a moment, is no overload.
  private static final int PATIENCE = 2;

  /// The most are turned away within a second.
  private static final double GROWTH = 0.1;

  /// Slower than it grows, so that it stays near where it has to be.
  private static final double DECLINE = 0.05;

  /// A refusal is a datagram, too, and under such a load costs more than half of what an answer
  /// does: with this share, most of the work still goes into answers. Whoever turned all away would
  /// answer nobody where even that is too much.
  private static final double MOST = 0.5;

  private final EventLoop loop;
  private long looked;
  private int longInARow;
  private double share;
  private double due;

  LoadShedding(EventLoop loop) {
    this.loop = loop;
    this.looked = loop.nanoTime();
  }

  /// To be called often while there are datagrams; looks at the queue now and then.
  void look(DatagramService service) {
    long now = loop.nanoTime();
    long since = now - looked;
    if (since < LOOK_NANOS) {
      return;
    }
    looked = now;
    if (since > QUIET_NANOS) {
      share = 0;
      longInARow = 0;
    }
    double queue = service.queueFill();
    longInARow = queue > LONG ? longInARow + 1 : 0;
    if (longInARow > PATIENCE) {
      share = Math.min(MOST, share + GROWTH);
    } else if (queue < SHORT) {
      share = Math.max(0, share - DECLINE);
    }
  }

  /// Whether the next is one of those that are turned away; they are spread evenly.
  boolean turnsAway() {
    if (share == 0) {
      return false;
    }
    due += share;
    if (due < 1) {
      return false;
    }
    due -= 1;
    return true;
  }
}

package dev.panal.benchmarks.load;

import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.UdpReply;
import dev.panal.wire.tracker.UdpRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/// Announces over UDP, each peer from an address of its own. All requests are encoded beforehand by
/// the codec; connection and transaction ids are filled in when they leave.
///
/// The transaction id is the peer's number, so that an answer tells whom it is for.
final class UdpLoad implements AutoCloseable {
  private static final int REQUEST_BYTES = 98;

  /// Answers out of so many are decoded whole.
  private static final int DECODED_ONE_IN = 1_024;

  private static final int V4_ENTRY = 6;

  /// Silence for so long means that what is under way is lost.
  private static final long PATIENCE_NANOS = 300_000_000;

  /// Rounds in which everybody who has no answer asks again.
  private static final int ROUNDS = 8;

  /// Long enough for what grows to be seen.
  private static final double BEYOND_SECONDS = 15;

  private static final double NANOS = 1e9;

  private final Options options;
  private final Crowd crowd;
  private final ManySenders senders;
  private final long[] connectionIds;
  private final byte[][] requests;
  private final long ownPid = ProcessHandle.current().pid();

  private long answered;
  private long refused;
  private long peersGiven;

  UdpLoad(Options options) {
    this.options = options;
    this.crowd = options.crowd();
    this.senders = new ManySenders(options.trackers());
    this.connectionIds = new long[crowd.peers()];
    this.requests = new byte[crowd.peers()][];
  }

  void run(Consumer<Tally> told) {
    connectAll();
    encodeAll(TrackerEvent.STARTED, 0);
    told.accept(timed("fill", this::fill));
    encodeAll(TrackerEvent.NONE, options.numWant());
    told.accept(timed("warm", () -> closedLoop(options.warmSeconds())));
    Tally most = timed("most", () -> closedLoop(options.seconds()));
    told.accept(most);
    double highest = most.answered() / most.seconds();
    if (options.rated() > 0) {
      told.accept(timed("rated", () -> openLoop(options.seconds(), highest * options.rated())));
    }
    if (options.beyond() > 0) {
      told.accept(timed("beyond", () -> openLoop(BEYOND_SECONDS, highest * options.beyond())));
    }
  }

  /// Counts and times a phase, which says how many it has sent.
  private Tally timed(String name, java.util.function.LongSupplier phase) {
    answered = 0;
    refused = 0;
    peersGiven = 0;
    double own = Tally.cpuSeconds(ownPid);
    double cpu = options.cpuSeconds();
    long began = System.nanoTime();
    long sent = phase.getAsLong();
    double seconds = (System.nanoTime() - began) / NANOS;
    return new Tally(
        name,
        sent,
        answered,
        sent - answered - refused,
        refused,
        peersGiven,
        0,
        seconds,
        options.cpuSeconds() - cpu,
        Tally.cpuSeconds(ownPid) - own,
        options.residentBytes());
  }

  private void encodeAll(TrackerEvent event, int numWant) {
    ByteBuffer out = ByteBuffer.allocate(UdpRequest.MAX_LENGTH);
    for (int peer = 0; peer < crowd.peers(); peer++) {
      out.clear();
      new UdpRequest.Announce(0, peer, crowd.request(peer, event, numWant), "").encode(out);
      requests[peer] = Arrays.copyOf(out.array(), out.position());
      if (out.position() != REQUEST_BYTES) {
        throw new IllegalStateException("an announce of " + out.position() + " bytes");
      }
    }
  }

  /// Every peer gets its connection id.
  private void connectAll() {
    everybody(
        peer -> connectionIds[peer] != 0,
        peer -> new UdpRequest.Connect(peer).encode(senders.next()),
        answer -> {
          if (UdpReply.decode(answer, false)
              instanceof UdpReply.Connected(int peer, long connectionId)) {
            connectionIds[peer] = connectionId;
          }
        });
  }

  /// Every peer announces itself once.
  private long fill() {
    boolean[] known = new boolean[crowd.peers()];
    everybody(
        peer -> known[peer],
        this::put,
        answer -> {
          int peer = answer.getInt(4);
          if (!known[peer]) {
            known[peer] = true;
            count(answer);
          }
        });
    return crowd.peers();
  }

  private void put(int peer) {
    ByteBuffer out = senders.next();
    out.put(requests[peer]).putLong(0, connectionIds[peer]);
  }

  /// Sends something for each peer until all have been answered.
  private void everybody(
      java.util.function.IntPredicate done,
      java.util.function.IntConsumer write,
      Consumer<ByteBuffer> heard) {
    for (int round = 0; round < ROUNDS; round++) {
      int underWay = 0;
      int missing = 0;
      for (int peer = 0; peer < crowd.peers(); peer++) {
        if (done.test(peer)) {
          continue;
        }
        missing++;
        write.accept(peer);
        senders.add(crowd.address(peer));
        if (senders.full()) {
          underWay += senders.flush();
          underWay -= drain(heard);
          long patience = System.nanoTime() + PATIENCE_NANOS;
          while (underWay > options.window() && System.nanoTime() < patience) {
            underWay -= drain(heard);
          }
          underWay = Math.max(0, Math.min(underWay, options.window()));
        }
      }
      if (missing == 0) {
        return;
      }
      int _ = senders.flush();
      long patience = System.nanoTime() + PATIENCE_NANOS;
      while (System.nanoTime() < patience) {
        if (drain(heard) > 0) {
          patience = System.nanoTime() + PATIENCE_NANOS;
        }
      }
    }
    throw new IllegalStateException("the tracker does not answer everybody");
  }

  private int drain(Consumer<ByteBuffer> heard) {
    int count = senders.receive();
    for (int i = 0; i < count; i++) {
      heard.accept(senders.answer(i));
    }
    return Math.max(0, count);
  }

  /// As many requests under way as the window has, for some time.
  private long closedLoop(double seconds) {
    long end = System.nanoTime() + (long) (seconds * NANOS);
    long sent = 0;
    long abandoned = 0;
    int number = 0;
    long lastNews = System.nanoTime();
    long now = lastNews;
    while (now < end) {
      long underWay = sent - abandoned - answered - refused;
      int room = (int) Math.min(ManySenders.BATCH, options.window() - underWay);
      for (int i = 0; i < room; i++) {
        add(number++);
      }
      if (room > 0) {
        sent += senders.flush();
      }
      int heard = drain(this::count);
      now = System.nanoTime();
      if (heard > 0) {
        lastNews = now;
      } else if (now - lastNews > PATIENCE_NANOS) {
        abandoned = sent - answered - refused;
        lastNews = now;
      }
    }
    await(sent);
    return sent;
  }

  /// Requests at a rate, whatever comes back.
  private long openLoop(double seconds, double rate) {
    long began = System.nanoTime();
    long end = began + (long) (seconds * NANOS);
    long sent = 0;
    int number = 0;
    long now = began;
    while (now < end) {
      long due = (long) ((now - began) / NANOS * rate) - sent;
      int room = (int) Math.min(ManySenders.BATCH, due);
      for (int i = 0; i < room; i++) {
        add(number++);
      }
      if (room > 0) {
        sent += senders.flush();
      }
      int _ = drain(this::count);
      now = System.nanoTime();
    }
    await(sent);
    return sent;
  }

  /// Waits for the answers that are still to come.
  private void await(long sent) {
    long patience = System.nanoTime() + PATIENCE_NANOS;
    while (answered + refused < sent && System.nanoTime() < patience) {
      if (drain(this::count) > 0) {
        patience = System.nanoTime() + PATIENCE_NANOS;
      }
    }
  }

  private void add(int number) {
    int peer = Integer.remainderUnsigned(Crowd.mixed(number), crowd.peers());
    put(peer);
    senders.add(crowd.address(peer));
  }

  private void count(ByteBuffer answer) {
    if (answer.remaining() < UdpReply.Announced.HEADER_LENGTH || answer.getInt(0) != 1) {
      refused++;
      return;
    }
    answered++;
    peersGiven += (answer.remaining() - UdpReply.Announced.HEADER_LENGTH) / V4_ENTRY;
    int peer = answer.getInt(4);
    if (peer < 0 || peer >= crowd.peers()) {
      throw new IllegalStateException("an answer to nobody");
    }
    if (answered % DECODED_ONE_IN == 0
        && !(UdpReply.decode(answer, false) instanceof UdpReply.Announced)) {
      throw new IllegalStateException("no answer to an announce");
    }
  }

  @Override
  public void close() {
    senders.close();
  }
}

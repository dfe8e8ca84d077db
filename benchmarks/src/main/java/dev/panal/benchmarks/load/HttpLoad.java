package dev.panal.benchmarks.load;

import dev.panal.wire.tracker.AnnounceQuery;
import dev.panal.wire.tracker.AnnounceReply;
import dev.panal.wire.tracker.BencodedReply;
import dev.panal.wire.tracker.TrackerEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Announces over HTTP, on as many connections as the window has requests, each from an address of
/// its own and kept open for as long as the tracker likes. Peers belong to a connection, so that
/// they keep their address. Requests are encoded beforehand by the codec.
final class HttpLoad implements AutoCloseable {
  private static final int DECODED_ONE_IN = 256;
  private static final int ROOM = 16 * 1024;
  private static final int V4_ENTRY = 6;
  private static final long PATIENCE_NANOS = 2_000_000_000L;
  private static final double NANOS = 1e9;
  private static final byte[] HEADERS_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Options options;
  private final Crowd crowd;
  private final Selector selector = Selector.open();
  private final List<Line> lines = new ArrayList<>();
  private final byte[][] requests;
  private final long ownPid = ProcessHandle.current().pid();

  private long sent;
  private long answered;
  private long peersGiven;
  private long connects;

  HttpLoad(Options options) throws IOException {
    this.options = options;
    this.crowd = options.crowd();
    this.requests = new byte[crowd.peers()][];
    for (int i = 0; i < options.window(); i++) {
      lines.add(new Line(i));
    }
  }

  void run(Consumer<Tally> told) throws IOException {
    encodeAll(TrackerEvent.STARTED, 0);
    told.accept(timed("fill", () -> pass(Double.MAX_VALUE, crowd.peers(), 0)));
    encodeAll(TrackerEvent.NONE, options.numWant());
    told.accept(timed("warm", () -> pass(options.warmSeconds(), Long.MAX_VALUE, 0)));
    Tally most = timed("most", () -> pass(options.seconds(), Long.MAX_VALUE, 0));
    told.accept(most);
    if (options.rated() > 0) {
      double rate = most.answered() / most.seconds() * options.rated();
      told.accept(timed("rated", () -> pass(options.seconds(), Long.MAX_VALUE, rate)));
    }
  }

  private interface Phase {
    void run() throws IOException;
  }

  private Tally timed(String name, Phase phase) throws IOException {
    sent = 0;
    answered = 0;
    peersGiven = 0;
    connects = 0;
    double own = Tally.cpuSeconds(ownPid);
    double cpu = options.cpuSeconds();
    long began = System.nanoTime();
    phase.run();
    double seconds = (System.nanoTime() - began) / NANOS;
    return new Tally(
        name,
        sent,
        answered,
        sent - answered,
        0,
        peersGiven,
        connects,
        seconds,
        options.cpuSeconds() - cpu,
        Tally.cpuSeconds(ownPid) - own,
        options.residentBytes());
  }

  private void encodeAll(TrackerEvent event, int numWant) {
    String host = options.tracker().getHostString() + ":" + options.tracker().getPort();
    for (int peer = 0; peer < crowd.peers(); peer++) {
      String query = AnnounceQuery.encode(crowd.request(peer, event, numWant));
      String request =
          "GET /announce?"
              + query
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nConnection: keep-alive\r\n\r\n";
      requests[peer] = request.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /// Sends until the time is over or so many have left, each line one request at a time.
  ///
  /// @param rate requests a second, all in all; 0 for as many as there are answers
  private void pass(double seconds, long most, double rate) throws IOException {
    long began = System.nanoTime();
    double limit = Math.min(seconds * NANOS, Long.MAX_VALUE / 4.0);
    long end = began + (long) limit;
    long lastNews = began;
    List<Line> idle = new ArrayList<>(lines);
    while (true) {
      long now = System.nanoTime();
      boolean over = now >= end || sent >= most;
      long due = rate > 0 ? (long) ((now - began) / NANOS * rate) - sent : Long.MAX_VALUE;
      while (!over && !idle.isEmpty() && due > 0 && sent < most) {
        idle.removeLast().send();
        sent++;
        due--;
      }
      if (over && idle.size() == lines.size()) {
        return;
      }
      int ready = rate > 0 ? selector.selectNow() : selector.select(100);
      if (ready > 0) {
        lastNews = now;
        for (SelectionKey key : selector.selectedKeys()) {
          Line line = (Line) key.attachment();
          if (line.ready()) {
            idle.add(line);
          }
        }
        selector.selectedKeys().clear();
      } else if (over && now - lastNews > PATIENCE_NANOS) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Line line : lines) {
      line.close();
    }
    selector.close();
  }

  /// One connection, opened anew when the tracker has closed it.
  private final class Line {
    private final int number;
    private final ByteBuffer in = ByteBuffer.allocateDirect(ROOM);
    private ByteBuffer out = ByteBuffer.allocate(0);
    private @org.jspecify.annotations.Nullable SocketChannel channel;
    private int turn;
    private boolean underWay;

    Line(int number) {
      this.number = number;
    }

    /// Its peers in turn: those whose numbers leave `number` when divided by the number of lines.
    private int nextPeer() {
      int own = (crowd.peers() - number + options.window() - 1) / options.window();
      int at =
          sent < crowd.peers() ? turn % own : Integer.remainderUnsigned(Crowd.mixed(turn), own);
      turn++;
      return number + at * options.window();
    }

    void send() throws IOException {
      out = ByteBuffer.wrap(requests[nextPeer()]);
      in.clear();
      underWay = true;
      write();
    }

    private void write() throws IOException {
      SocketChannel open = channel;
      if (open == null) {
        open = SocketChannel.open();
        channel = open;
        open.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
        open.bind(new InetSocketAddress(v4(crowd.address(number)), 0));
        open.connect(options.tracker());
        open.configureBlocking(false);
        open.register(selector, SelectionKey.OP_READ, this);
        connects++;
      }
      while (out.hasRemaining()) {
        if (open.write(out) == 0) {
          Thread.onSpinWait();
        }
      }
    }

    /// @return whether an answer is complete
    boolean ready() throws IOException {
      SocketChannel open = channel;
      if (open == null) {
        return false;
      }
      int read;
      try {
        read = open.read(in);
      } catch (IOException e) {
        read = -1;
      }
      if (read < 0) {
        close();
        boolean whole = underWay && complete(true);
        if (underWay && !whole) {
          // Closed while our request was on its way: asked again on a new connection.
          out.rewind();
          in.clear();
          write();
        }
        return whole;
      }
      return underWay && complete(false);
    }

    private boolean complete(boolean closed) {
      int head = headLength();
      if (head < 0) {
        return false;
      }
      String headers =
          StandardCharsets.ISO_8859_1.decode(in.duplicate().flip().limit(head)).toString();
      int length = contentLength(headers);
      int body = in.position() - head;
      if (length >= 0 ? body < length : !closed) {
        return false;
      }
      if (!headers.startsWith("HTTP/1.1 200") && !headers.startsWith("HTTP/1.0 200")) {
        throw new IllegalStateException("refused: " + headers.lines().findFirst().orElse(""));
      }
      underWay = false;
      count(in.duplicate().position(head).limit(in.position()));
      if (headers.contains("\r\nConnection: close") && !closed) {
        close();
      }
      return true;
    }

    private int headLength() {
      for (int i = 0; i + HEADERS_END.length <= in.position(); i++) {
        if (in.get(i) == '\r' && in.getInt(i) == ByteBuffer.wrap(HEADERS_END).getInt()) {
          return i + HEADERS_END.length;
        }
      }
      return -1;
    }

    private void close() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      channel = null;
    }
  }

  private static int contentLength(String headers) {
    int at = headers.indexOf("Content-Length: ");
    if (at < 0) {
      return -1;
    }
    int from = at + "Content-Length: ".length();
    return Integer.parseInt(headers.substring(from, headers.indexOf('\r', from)).strip());
  }

  private void count(ByteBuffer body) {
    answered++;
    if (answered % DECODED_ONE_IN == 0) {
      byte[] bytes = new byte[body.remaining()];
      body.get(bytes);
      if (!(BencodedReply.decodeAnnounce(bytes) instanceof AnnounceReply reply)) {
        throw new IllegalStateException(
            "refused: " + new String(bytes, StandardCharsets.ISO_8859_1));
      }
      peersGiven += (long) reply.peers().v4().remaining() / V4_ENTRY * DECODED_ONE_IN;
    }
  }

  private static InetAddress v4(int address) throws IOException {
    return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(address).array());
  }
}

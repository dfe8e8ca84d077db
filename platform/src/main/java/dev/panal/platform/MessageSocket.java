package dev.panal.platform;

import dev.panal.io.DatagramService;
import dev.panal.io.Endpoint;
import dev.panal.io.EventLoop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A UDP socket that answers, on Linux: one system call receives up to [#BATCH] datagrams, one
/// sends all their answers, and nothing is allocated on the way. Java's channel opens the socket,
/// waits for it in the selector and closes it; only receiving and sending go past it.
///
/// Memory is laid out once, one slot for each datagram of a batch: two arrays of `struct mmsghdr`,
/// for what comes and what goes, which point at the same names, because an answer goes where the
/// question came from.
final class MessageSocket implements DatagramService, Ready {
  /// Datagrams in one system call: a quarter of what a call costs is shared by so many that it no
  /// longer counts, and the buffers stay in the processor's second cache.
  private static final int BATCH = 64;

  /// Batches in one turn of the loop; what else waits, waits for the next.
  private static final int BATCHES_PER_TURN = 8;

  /// Full batches in one turn that make the socket a busy one, which asks for its next turn itself.
  private static final int BUSY_BATCHES = 2;

  /// The system's queue, if it gives that much: some ten thousand announces, what may come while
  /// the loop collects garbage or another process has the processor.
  private static final int QUEUE_BYTES = 8 << 20;

  private static final int HEADER_BYTES = 64;
  private static final int NAME_BYTES = 32;
  private static final int VECTOR_BYTES = 16;

  /// In a `struct mmsghdr`.
  private static final int NAME_LENGTH = 8;

  private static final int VECTOR = 16;
  private static final int VECTOR_COUNT = 24;
  private static final int FLAGS = 48;
  private static final int LENGTH = 56;

  /// The datagram was longer than its slot: MSG_TRUNC.
  private static final int TRUNCATED = 0x20;

  private static final Logger log = LoggerFactory.getLogger(MessageSocket.class);

  private final SocketRoom room;
  private final Responder responder;
  private final MessageCalls calls;
  private final DatagramChannel channel;
  private final InetSocketAddress local;
  private final int socket;
  private final Endpoint sender = new Endpoint();

  private final MemorySegment incoming;
  private final MemorySegment outgoing;
  private final ByteBuffer incomingHeaders;
  private final ByteBuffer outgoingHeaders;
  private final ByteBuffer outgoingVectors;
  private final ByteBuffer names;
  private final long namesAddress;
  private final ByteBuffer[] questions = new ByteBuffer[BATCH];
  private final ByteBuffer[] answers = new ByteBuffer[BATCH];

  private MessageSocket(
      SocketRoom room,
      DatagramChannel channel,
      InetSocketAddress local,
      int socket,
      MessageCalls calls,
      Responder responder) {
    this.room = room;
    this.responder = responder;
    this.calls = calls;
    this.channel = channel;
    this.local = local;
    this.socket = socket;
    // Freed when nobody holds it any more: the last turn may still be in it when the socket closes.
    Arena arena = Arena.ofAuto();
    MemorySegment nameMemory = arena.allocate((long) BATCH * NAME_BYTES, Long.BYTES);
    namesAddress = nameMemory.address();
    names = nameMemory.asByteBuffer();
    incoming = arena.allocate((long) BATCH * HEADER_BYTES, HEADER_BYTES);
    outgoing = arena.allocate((long) BATCH * HEADER_BYTES, HEADER_BYTES);
    incomingHeaders = incoming.asByteBuffer().order(ByteOrder.nativeOrder());
    outgoingHeaders = outgoing.asByteBuffer().order(ByteOrder.nativeOrder());
    ByteBuffer _ = fill(arena, incomingHeaders, questions, MAX_QUESTION_BYTES);
    outgoingVectors = fill(arena, outgoingHeaders, answers, MAX_ANSWER_BYTES);
  }

  /// Points the headers at names and buffers.
  ///
  /// @return the vectors in between, whose second half is the length of a buffer
  private ByteBuffer fill(Arena arena, ByteBuffer headers, ByteBuffer[] buffers, int bytesEach) {
    MemorySegment vectorMemory = arena.allocate((long) BATCH * VECTOR_BYTES, Long.BYTES);
    ByteBuffer vectors = vectorMemory.asByteBuffer().order(ByteOrder.nativeOrder());
    MemorySegment content = arena.allocate((long) BATCH * bytesEach, HEADER_BYTES);
    for (int i = 0; i < BATCH; i++) {
      MemorySegment buffer = content.asSlice((long) i * bytesEach, bytesEach);
      buffers[i] = buffer.asByteBuffer();
      vectors.putLong(i * VECTOR_BYTES, buffer.address());
      vectors.putLong(i * VECTOR_BYTES + Long.BYTES, bytesEach);
      int header = i * HEADER_BYTES;
      headers.putLong(header, namesAddress + (long) i * NAME_BYTES);
      headers.putInt(header + NAME_LENGTH, SocketNames.BYTES);
      headers.putLong(header + VECTOR, vectorMemory.address() + (long) i * VECTOR_BYTES);
      headers.putLong(header + VECTOR_COUNT, 1);
    }
    return vectors;
  }

  /// Null where the socket's number cannot be found: then somebody else has to do it.
  static @Nullable MessageSocket open(
      SocketRoom room, MessageCalls calls, InetSocketAddress wanted, Responder responder)
      throws IOException {
    DatagramChannel channel = UdpSocket.open(wanted);
    try {
      InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
      OptionalInt socket = calls.socketAt(local);
      if (socket.isEmpty()) {
        channel.close();
        return null;
      }
      calls.enlargeQueues(socket.getAsInt(), QUEUE_BYTES);
      calls.neverFragment(socket.getAsInt());
      MessageSocket opened =
          new MessageSocket(room, channel, local, socket.getAsInt(), calls, responder);
      room.loop().register(channel, SelectionKey.OP_READ, opened);
      return opened;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void ready(SelectionKey selected) {
    int full = fullBatches();
    if (full >= BUSY_BATCHES && channel.isOpen()) {
      selected.interestOps(0);
      comeAgain(selected);
    }
  }

  /// Nobody tells a busy socket's turns: whoever waits for a socket in the system is looked for
  /// with each datagram that comes or has left, which is a thirtieth of what an answer costs.
  private void busyTurn(SelectionKey waiting) {
    if (!channel.isOpen()) {
      return;
    }
    int full = fullBatches();
    if (!channel.isOpen()) {
      return;
    }
    if (full > 0) {
      comeAgain(waiting);
    } else {
      waiting.interestOps(SelectionKey.OP_READ);
    }
  }

  private void comeAgain(SelectionKey waiting) {
    EventLoop.Timer _ = room.loop().schedule(Duration.ZERO, () -> busyTurn(waiting));
  }

  /// Answers what has come.
  ///
  /// @return batches that were full
  private int fullBatches() {
    for (int i = 0; i < BATCHES_PER_TURN && channel.isOpen(); i++) {
      int count = receive();
      if (count > 0) {
        send(respond(count));
      }
      if (count < BATCH) {
        return i;
      }
    }
    return BATCHES_PER_TURN;
  }

  private int receive() {
    for (int i = 0; i < BATCH; i++) {
      // The last call has left the lengths of its names there.
      incomingHeaders.putInt(i * HEADER_BYTES + NAME_LENGTH, SocketNames.BYTES);
    }
    return calls.receive(socket, incoming, BATCH);
  }

  /// @return the number of answers
  private int respond(int count) {
    expect(count);
    int answered = 0;
    for (int i = 0; i < count; i++) {
      int header = i * HEADER_BYTES;
      boolean whole = (incomingHeaders.getInt(header + FLAGS) & TRUNCATED) == 0;
      if (!whole || !SocketNames.read(names, i * NAME_BYTES, sender)) {
        continue;
      }
      ByteBuffer answer = answers[answered].clear();
      if (respond(question(i), answer)) {
        int out = answered * HEADER_BYTES;
        outgoingHeaders.putLong(out, namesAddress + (long) i * NAME_BYTES);
        outgoingHeaders.putInt(out + NAME_LENGTH, incomingHeaders.getInt(header + NAME_LENGTH));
        outgoingVectors.putLong(answered * VECTOR_BYTES + Long.BYTES, answer.position());
        answered++;
      }
    }
    return answered;
  }

  private ByteBuffer question(int i) {
    return questions[i].clear().limit(incomingHeaders.getInt(i * HEADER_BYTES + LENGTH));
  }

  private void expect(int count) {
    for (int i = 0; i < count; i++) {
      ByteBuffer _ = question(i);
    }
    try {
      responder.expect(questions, count);
    } catch (RuntimeException | Error e) {
      log.warn("What {} datagrams need was not looked for: their handler failed", count, e);
    }
  }

  private boolean respond(ByteBuffer question, ByteBuffer answer) {
    try {
      responder.respond(question, sender, answer);
      return answer.position() > 0 && channel.isOpen();
    } catch (RuntimeException | Error e) {
      log.warn("A datagram from {} was dropped: its handler failed", sender.socketAddress(), e);
      return false;
    }
  }

  private void send(int count) {
    int from = 0;
    while (from < count && channel.isOpen()) {
      int sent = calls.send(socket, outgoing.asSlice((long) from * HEADER_BYTES), count - from);
      // Where the first cannot leave (no route, queue full), it is lost, and the others go on.
      from += Math.max(1, sent);
    }
  }

  @Override
  public boolean answerLater(ByteBuffer answer, InetSocketAddress to) {
    room.loop().requireLoop();
    return UdpSocket.send(channel, answer, to);
  }

  @Override
  public double queueFill() {
    room.loop().requireLoop();
    return channel.isOpen() ? calls.queueFill(socket) : 0;
  }

  @Override
  public void close() {
    room.loop().requireLoop();
    try {
      channel.close();
      room.loop().releaseClosed();
    } catch (IOException e) {
      log.debug("Closing the socket on {} failed", local, e);
    }
  }

  @Override
  public void loopEnds() {
    close();
  }
}

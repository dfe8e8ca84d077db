package dev.panal.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// A [DatagramService] made of [Datagrams], for worlds that have nothing quicker.
final class PlainDatagramService implements DatagramService {
  private final Responder responder;
  private final Endpoint sender = new Endpoint();
  private final ByteBuffer answer = ByteBuffer.allocateDirect(MAX_ANSWER_BYTES);
  private final Datagrams datagrams;

  PlainDatagramService(Network network, InetSocketAddress local, Responder responder)
      throws IOException {
    this.responder = responder;
    this.datagrams = network.bind(local, this::onDatagram);
  }

  private void onDatagram(ByteBuffer question, InetSocketAddress from) {
    if (question.remaining() > MAX_QUESTION_BYTES) {
      return;
    }
    sender.set(from);
    answer.clear();
    responder.respond(question, sender, answer);
    if (answer.position() > 0) {
      // Lost where it cannot leave, like any datagram.
      boolean _ = datagrams.send(answer.flip(), from);
    }
  }

  @Override
  public InetSocketAddress local() {
    return datagrams.local();
  }

  @Override
  public boolean answerLater(ByteBuffer later, InetSocketAddress to) {
    return datagrams.send(later, to);
  }

  @Override
  public void close() {
    datagrams.close();
  }
}

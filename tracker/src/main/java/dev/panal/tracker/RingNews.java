package dev.panal.tracker;

import dev.panal.io.EventLoop;
import dev.panal.tracker.ring.Buckets;
import dev.panal.tracker.ring.Ring;
import dev.panal.wire.PeerId;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/// What happens in swarms, told to the nodes that do not have them: so consoles and pages of all
/// nodes show everything.
///
/// The owners of a swarm see it by themselves, so the first of them speaks for all, and only where
/// there are more nodes than owners. News may be lost: they are for people who look.
final class RingNews {
  private static final Duration GATHERING = Duration.ofMillis(200);

  /// 700 events in a fifth of a second; nobody reads more.
  private static final int MAX_BYTES = 64 * 1024;

  private static final long JOINED = 1;
  private static final long SHARED = 2;
  private static final long ANNOUNCED = 3;
  private static final long COMPLETED = 4;
  private static final long LEFT = 5;
  private static final long EXPIRED = 6;

  private final EventLoop loop;
  private final Ring ring;
  private final Announcement event = new Announcement();
  private final ByteBuffer gathered = ByteBuffer.allocate(MAX_BYTES);
  private boolean scheduled;

  RingNews(EventLoop loop, Ring ring) {
    this.loop = loop;
    this.ring = ring;
  }

  /// Something happened here.
  void happened(SwarmEvent happened) {
    int bucket = Buckets.of(happened.infoHash());
    if (ring.nodes() <= Ring.OWNERS
        || gathered.remaining() < PeerRecord.MAX_BYTES
        || !ring.leads(bucket)) {
      return;
    }
    SwarmPeer peer = happened.peer();
    event.swarm(happened.infoHash()).at(peer.address().getAddress(), peer.address().getPort());
    event.peer(peer.id().orElse(PeerId.of(new byte[PeerId.LENGTH])), peer.id().isPresent() ? 1 : 0);
    long kind =
        switch (happened) {
          case SwarmEvent.Joined joined -> {
            event.says(Announcement.Change.HERE, 0, 0, joined.left());
            yield JOINED;
          }
          case SwarmEvent.Announced said -> {
            event.says(Announcement.Change.HERE, said.uploaded(), said.downloaded(), said.left());
            yield ANNOUNCED;
          }
          case SwarmEvent.Shared _ -> SHARED;
          case SwarmEvent.Completed _ -> COMPLETED;
          case SwarmEvent.Left _ -> LEFT;
          case SwarmEvent.Expired _ -> EXPIRED;
        };
    PeerRecord.write(event, kind, gathered);
    if (!scheduled) {
      scheduled = true;
      EventLoop.Timer _ = loop.schedule(GATHERING, this::tell);
    }
  }

  private void tell() {
    scheduled = false;
    ring.tell(Arrays.copyOf(gathered.array(), gathered.position()));
    gathered.clear();
  }

  /// @param news of another node
  void hear(byte[] news, Consumer<SwarmEvent> receiver) {
    ByteBuffer in = ByteBuffer.wrap(news);
    Announcement said = new Announcement();
    try {
      while (in.hasRemaining()) {
        long kind = PeerRecord.read(in, said);
        // An owner has seen it.
        if (!ring.holds(Buckets.of(said.hashA))) {
          receiver.accept(event(kind, said));
        }
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IllegalStateException("news of another version of the ring", e);
    }
  }

  private static SwarmEvent event(long kind, Announcement said) {
    SwarmPeer peer =
        new SwarmPeer(
            said.key == 0 ? Optional.empty() : Optional.of(said.peerId()),
            new InetSocketAddress(said.address(), said.port));
    if (kind == JOINED) {
      return new SwarmEvent.Joined(said.infoHash(), peer, said.left);
    } else if (kind == SHARED) {
      return new SwarmEvent.Shared(said.infoHash(), peer);
    } else if (kind == ANNOUNCED) {
      return new SwarmEvent.Announced(
          said.infoHash(), peer, said.uploaded, said.downloaded, said.left);
    } else if (kind == COMPLETED) {
      return new SwarmEvent.Completed(said.infoHash(), peer);
    } else if (kind == LEFT) {
      return new SwarmEvent.Left(said.infoHash(), peer);
    } else if (kind == EXPIRED) {
      return new SwarmEvent.Expired(said.infoHash(), peer);
    }
    throw new IllegalArgumentException("an event of kind " + kind);
  }
}

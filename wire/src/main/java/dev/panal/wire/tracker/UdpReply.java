package dev.panal.wire.tracker;

import dev.panal.wire.ProtocolException;
import dev.panal.wire.RemoteText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A datagram from a tracker to a client (BEP 15).
public sealed interface UdpReply {
  int transactionId();

  void encode(ByteBuffer out);

  record Connected(int transactionId, long connectionId) implements UdpReply {
    @Override
    public void encode(ByteBuffer out) {
      out.putInt(UdpAction.CONNECT).putInt(transactionId).putLong(connectionId);
    }
  }

  /// Only interval, numbers and peers of the reply travel, and only peers of the family over which
  /// the datagram goes.
  record Announced(int transactionId, AnnounceReply reply) implements UdpReply {
    /// Bytes before the peers.
    public static final int HEADER_LENGTH = 20;

    @Override
    public void encode(ByteBuffer out) {
      encodeHeader(
          transactionId,
          (int) reply.interval().toSeconds(),
          reply.leechers().orElse(0),
          reply.seeders().orElse(0),
          out);
      PeerList peers = reply.peers();
      out.put(peers.v4().hasRemaining() ? peers.v4().duplicate() : peers.v6().duplicate());
    }

    /// Writes what stands before the peers, for who writes those himself.
    public static void encodeHeader(
        int transactionId, int intervalSeconds, int leechers, int seeders, ByteBuffer out) {
      out.putInt(UdpAction.ANNOUNCE).putInt(transactionId);
      out.putInt(intervalSeconds).putInt(leechers).putInt(seeders);
    }

    private static Announced decode(int transactionId, boolean ipv6, ByteBuffer in) {
      if (!in.hasRemaining()) {
        // What opentracker says to torrents that are not on its list.
        throw new ProtocolException("announce reply: empty; the torrent may not be allowed there");
      }
      if (in.remaining() < HEADER_LENGTH - 8) {
        throw new ProtocolException("announce reply: too short");
      }
      int seconds = in.getInt();
      int leechers = in.getInt();
      int seeders = in.getInt();
      int entry = ipv6 ? PeerList.V6_LENGTH : PeerList.V4_LENGTH;
      ByteBuffer peers = ByteBuffer.allocate(in.remaining() / entry * entry);
      peers.put(in.slice(in.position(), peers.capacity())).flip();
      PeerList list =
          ipv6
              ? new PeerList(PeerList.EMPTY.v4(), peers)
              : new PeerList(peers, PeerList.EMPTY.v6());
      AnnounceReply reply =
          new AnnounceReply(
              seconds > 0 ? Duration.ofSeconds(seconds) : AnnounceReply.DEFAULT_INTERVAL,
              Optional.empty(),
              list,
              count(seeders),
              count(leechers),
              OptionalInt.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      return new Announced(transactionId, reply);
    }

    private static OptionalInt count(int value) {
      return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }
  }

  /// @param swarms in the order of the request
  record Scraped(int transactionId, List<SwarmCounts> swarms) implements UdpReply {
    private static final int ENTRY_LENGTH = 12;

    public Scraped {
      swarms = List.copyOf(swarms);
    }

    @Override
    public void encode(ByteBuffer out) {
      out.putInt(UdpAction.SCRAPE).putInt(transactionId);
      for (SwarmCounts swarm : swarms) {
        out.putInt(swarm.seeders()).putInt(swarm.downloaded()).putInt(swarm.leechers());
      }
    }

    private static Scraped decode(int transactionId, ByteBuffer in) {
      List<SwarmCounts> swarms = new ArrayList<>();
      while (in.remaining() >= ENTRY_LENGTH && swarms.size() < ScrapeRequest.MAX_INFO_HASHES) {
        int seeders = Math.max(0, in.getInt());
        int downloaded = Math.max(0, in.getInt());
        swarms.add(new SwarmCounts(seeders, Math.max(0, in.getInt()), downloaded));
      }
      return new Scraped(transactionId, swarms);
    }
  }

  /// @param reason UTF-8 on the wire; cleaned and cut when read
  record Failed(int transactionId, String reason) implements UdpReply {
    @Override
    public void encode(ByteBuffer out) {
      out.putInt(UdpAction.ERROR).putInt(transactionId);
      out.put(reason.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Reads a datagram. Bytes behind the last whole entry are ignored; the content is copied.
  ///
  /// @param ipv6 whether it came over IPv6, so that peers are IPv6, too
  /// @throws ProtocolException if it is no reply
  static UdpReply decode(ByteBuffer in, boolean ipv6) {
    if (in.remaining() < 8) {
      throw new ProtocolException("reply: too short");
    }
    int action = in.getInt();
    int transactionId = in.getInt();
    return switch (action) {
      case UdpAction.CONNECT -> {
        if (in.remaining() < 8) {
          throw new ProtocolException("connect reply: too short");
        }
        yield new Connected(transactionId, in.getLong());
      }
      case UdpAction.ANNOUNCE -> Announced.decode(transactionId, ipv6, in);
      case UdpAction.SCRAPE -> Scraped.decode(transactionId, in);
      case UdpAction.ERROR -> {
        byte[] reason = new byte[in.remaining()];
        in.get(reason);
        yield new Failed(transactionId, RemoteText.clean(reason, TrackerFailure.MAX_REASON_LENGTH));
      }
      default -> throw new ProtocolException("reply: unknown action " + action);
    };
  }
}

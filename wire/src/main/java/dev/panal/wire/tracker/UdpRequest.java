package dev.panal.wire.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.ProtocolException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A datagram from a client to a tracker (BEP 15).
public sealed interface UdpRequest {
  /// Stands where other requests have their connection id.
  long PROTOCOL_ID = 0x41727101980L;

  /// Room for every request.
  int MAX_LENGTH = 1500;

  int transactionId();

  void encode(ByteBuffer out);

  /// Asks for a connection id, which shows that the client's address is its own.
  record Connect(int transactionId) implements UdpRequest {
    @Override
    public void encode(ByteBuffer out) {
      out.putLong(PROTOCOL_ID).putInt(UdpAction.CONNECT).putInt(transactionId);
    }
  }

  /// Of the addresses in the request only an IPv4 [AnnounceRequest#address()] travels: the field
  /// has kept its four bytes also over IPv6.
  ///
  /// @param urlData path and query of the tracker's URL (BEP 41), `/announce?passkey=1` say; empty
  ///   if there is none
  record Announce(long connectionId, int transactionId, AnnounceRequest request, String urlData)
      implements UdpRequest {
    /// Longer than any passkey, and the datagram still passes every link in one piece.
    public static final int MAX_URL_DATA_LENGTH = 1024;

    private static final int END_OF_OPTIONS = 0;
    private static final int NO_OPERATION = 1;
    private static final int URL_DATA = 2;
    private static final int MAX_OPTION_LENGTH = 255;

    /// @throws IllegalArgumentException if `urlData` is too long
    public Announce {
      if (urlData.length() > MAX_URL_DATA_LENGTH) {
        throw new IllegalArgumentException("URL data of " + urlData.length() + " bytes");
      }
    }

    @Override
    public void encode(ByteBuffer out) {
      out.putLong(connectionId).putInt(UdpAction.ANNOUNCE).putInt(transactionId);
      request.infoHash().write(out);
      request.peerId().write(out);
      TransferTotals totals = request.totals();
      out.putLong(totals.downloaded()).putLong(totals.left()).putLong(totals.uploaded());
      out.putInt(request.event().number());
      if (request.address().orElse(null) instanceof Inet4Address v4) {
        out.put(v4.getAddress());
      } else {
        out.putInt(0);
      }
      out.putInt(request.key()).putInt(request.numWant()).putShort((short) request.port());
      byte[] data = urlData.getBytes(StandardCharsets.ISO_8859_1);
      for (int at = 0; at < data.length; at += MAX_OPTION_LENGTH) {
        int length = Math.min(MAX_OPTION_LENGTH, data.length - at);
        out.put((byte) URL_DATA).put((byte) length).put(data, at, length);
      }
    }

    private static Announce decode(long connectionId, int transactionId, ByteBuffer in) {
      if (in.remaining() < 82) {
        throw new ProtocolException("announce: too short");
      }
      InfoHash infoHash = InfoHash.read(in);
      PeerId peerId = PeerId.read(in);
      long downloaded = in.getLong();
      long left = in.getLong();
      long uploaded = in.getLong();
      TrackerEvent event = TrackerEvent.ofNumber(in.getInt());
      byte[] address = new byte[4];
      in.get(address);
      int key = in.getInt();
      int numWant = in.getInt();
      int port = in.getShort() & 0xffff;
      AnnounceRequest request =
          AnnounceRequest.of(
              infoHash,
              peerId,
              port,
              TransferTotals.lenient(uploaded, downloaded, left, 0),
              event,
              Math.max(AnnounceRequest.DEFAULT_NUM_WANT, numWant),
              key);
      boolean hasAddress = (address[0] | address[1] | address[2] | address[3]) != 0;
      Optional<InetAddress> given =
          hasAddress ? Optional.of(PeerList.addressOf(address)) : Optional.empty();
      return new Announce(connectionId, transactionId, request.withAddress(given), urlData(in));
    }

    /// What follows is optional, and old clients pad: where it stops making sense, it ends.
    static String urlData(ByteBuffer in) {
      StringBuilder data = new StringBuilder();
      while (in.hasRemaining()) {
        int type = in.get();
        if (type == NO_OPERATION) {
          continue;
        }
        if (type == END_OF_OPTIONS || !in.hasRemaining()) {
          break;
        }
        byte[] value = new byte[Math.min(in.get() & 0xff, in.remaining())];
        in.get(value);
        if (type == URL_DATA) {
          data.append(new String(value, StandardCharsets.ISO_8859_1));
          if (data.length() > MAX_URL_DATA_LENGTH) {
            throw new ProtocolException("announce: URL data of over " + MAX_URL_DATA_LENGTH);
          }
        }
      }
      return data.toString();
    }
  }

  record Scrape(long connectionId, int transactionId, ScrapeRequest request) implements UdpRequest {
    @Override
    public void encode(ByteBuffer out) {
      out.putLong(connectionId).putInt(UdpAction.SCRAPE).putInt(transactionId);
      for (InfoHash infoHash : request.infoHashes()) {
        infoHash.write(out);
      }
    }

    private static Scrape decode(long connectionId, int transactionId, ByteBuffer in) {
      List<InfoHash> infoHashes = new ArrayList<>();
      while (in.remaining() >= InfoHash.LENGTH) {
        if (infoHashes.size() == ScrapeRequest.MAX_INFO_HASHES) {
          throw new ProtocolException(ScrapeRequest.TOO_MANY);
        }
        infoHashes.add(InfoHash.read(in));
      }
      return new Scrape(connectionId, transactionId, new ScrapeRequest(infoHashes));
    }
  }

  /// Reads a datagram. Whether the connection id is good is for the tracker to say, best before it
  /// decodes: it is the first long of every request.
  ///
  /// @throws ProtocolException if it is none of the three
  static UdpRequest decode(ByteBuffer in) {
    if (in.remaining() < 16) {
      throw new ProtocolException("request: too short");
    }
    long connectionId = in.getLong();
    int action = in.getInt();
    int transactionId = in.getInt();
    return switch (action) {
      case UdpAction.CONNECT -> {
        if (connectionId != PROTOCOL_ID) {
          throw new ProtocolException("connect: not the protocol of UDP trackers");
        }
        yield new Connect(transactionId);
      }
      case UdpAction.ANNOUNCE -> Announce.decode(connectionId, transactionId, in);
      case UdpAction.SCRAPE -> Scrape.decode(connectionId, transactionId, in);
      default -> throw new ProtocolException("request: unknown action " + action);
    };
  }
}

package dev.panal.wire.tracker;

import java.nio.ByteBuffer;

/// An announce over UDP (BEP 15) read where it lies in its datagram: what [UdpRequest.Announce] is,
/// for trackers that answer some hundred thousand of them a second and cannot make an object of
/// each. Numbers are read as leniently as there.
///
/// Offsets count from the beginning of the datagram, which is the buffer's position.
public final class UdpAnnounceFrame {
  private static final int ACTION = 8;
  private static final int INFO_HASH = 16;
  private static final int PEER_ID = 36;
  private static final int DOWNLOADED = 56;
  private static final int LEFT = 64;
  private static final int UPLOADED = 72;
  private static final int EVENT = 80;
  private static final int ADDRESS = 84;
  private static final int KEY = 88;
  private static final int NUM_WANT = 92;
  private static final int PORT = 96;
  private static final int OPTIONS = 98;

  private ByteBuffer in = ByteBuffer.allocate(0);
  private int start;

  public UdpAnnounceFrame() {}

  /// Looks at the datagram between position and limit of a buffer in network order, which is left
  /// as it is.
  ///
  /// @return whether it is a whole announce; if not, nothing else here makes sense
  public boolean wrap(ByteBuffer datagram) {
    in = datagram;
    start = datagram.position();
    return datagram.remaining() >= OPTIONS && datagram.getInt(start + ACTION) == UdpAction.ANNOUNCE;
  }

  /// Bytes 0 to 7 of the info-hash.
  public long infoHashA() {
    return in.getLong(start + INFO_HASH);
  }

  /// Bytes 8 to 15.
  public long infoHashB() {
    return in.getLong(start + INFO_HASH + 8);
  }

  /// Bytes 16 to 19.
  public int infoHashC() {
    return in.getInt(start + INFO_HASH + 16);
  }

  /// Bytes 0 to 7 of the peer id.
  public long peerIdA() {
    return in.getLong(start + PEER_ID);
  }

  /// Bytes 8 to 15.
  public long peerIdB() {
    return in.getLong(start + PEER_ID + 8);
  }

  /// Bytes 16 to 19.
  public int peerIdC() {
    return in.getInt(start + PEER_ID + 16);
  }

  public long downloaded() {
    return Math.max(0, in.getLong(start + DOWNLOADED));
  }

  /// [Long#MAX_VALUE] where the client does not know.
  public long left() {
    long left = in.getLong(start + LEFT);
    return left < 0 ? Long.MAX_VALUE : left;
  }

  public long uploaded() {
    return Math.max(0, in.getLong(start + UPLOADED));
  }

  public TrackerEvent event() {
    return TrackerEvent.ofNumber(in.getInt(start + EVENT));
  }

  /// The IPv4 address to hand out instead of the sender's; 0 if there is none.
  public int address() {
    return in.getInt(start + ADDRESS);
  }

  public int key() {
    return in.getInt(start + KEY);
  }

  /// [AnnounceRequest#DEFAULT_NUM_WANT] where it is left to the tracker.
  public int numWant() {
    return Math.max(AnnounceRequest.DEFAULT_NUM_WANT, in.getInt(start + NUM_WANT));
  }

  public int port() {
    return in.getShort(start + PORT) & 0xffff;
  }

  /// Path and query of the tracker's URL (BEP 41); empty if they were not sent.
  ///
  /// @throws dev.panal.wire.ProtocolException if they are too long
  public String urlData() {
    if (in.limit() == start + OPTIONS) {
      return "";
    }
    return UdpRequest.Announce.urlData(in.duplicate().position(start + OPTIONS));
  }
}

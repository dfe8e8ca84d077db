package dev.panal.wire.tracker;

/// What a datagram is about (BEP 15).
final class UdpAction {
  static final int CONNECT = 0;
  static final int ANNOUNCE = 1;
  static final int SCRAPE = 2;
  static final int ERROR = 3;

  private UdpAction() {}
}

package dev.panal.simulator;

/// Something on its way from one host to another.
interface Parcel {
  /// Headers of IP and TCP or UDP, for each packet.
  int HEADER_BYTES = 40;

  /// Payload of one packet.
  int PACKET_BYTES = 1460;

  int payloadBytes();

  /// It has left the sender's link at `atNanos`, which is now or soon.
  void depart(long atNanos);

  /// It is at the receiver's end of the way.
  void arrive();

  /// What it takes of a link's rate.
  default int wireBytes() {
    return payloadBytes() + packets() * HEADER_BYTES;
  }

  default int packets() {
    return Math.max(1, (payloadBytes() + PACKET_BYTES - 1) / PACKET_BYTES);
  }
}

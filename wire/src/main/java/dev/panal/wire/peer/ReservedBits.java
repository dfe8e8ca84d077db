package dev.panal.wire.peer;

/// The eight reserved bytes of the handshake, read as one big-endian number: which extensions a
/// peer speaks. Bits we do not know are kept as they are.
public record ReservedBits(long bits) {
  private static final long DHT = 0x01L;
  private static final long FAST = 0x04L;
  private static final long V2 = 0x10L;
  private static final long EXTENDED = 0x10L << 16;

  public static final ReservedBits NONE = new ReservedBits(0);

  /// BEP 5: the peer has a DHT node and wants the `Port` message.
  public boolean dht() {
    return (bits & DHT) != 0;
  }

  /// BEP 6: have all, have none, suggest, reject, allowed fast.
  public boolean fast() {
    return (bits & FAST) != 0;
  }

  /// BEP 10: extended messages.
  public boolean extended() {
    return (bits & EXTENDED) != 0;
  }

  /// BEP 52: the peer can go over to the v2 swarm of a hybrid torrent.
  public boolean v2() {
    return (bits & V2) != 0;
  }

  public ReservedBits withDht() {
    return new ReservedBits(bits | DHT);
  }

  public ReservedBits withFast() {
    return new ReservedBits(bits | FAST);
  }

  public ReservedBits withExtended() {
    return new ReservedBits(bits | EXTENDED);
  }

  public ReservedBits withV2() {
    return new ReservedBits(bits | V2);
  }
}

package dev.panal.simulator;

import org.jspecify.annotations.Nullable;

/// A stretch of a stream on its way, or its end.
final class Segment implements Parcel {
  private final Pipe pipe;
  private final Kind kind;
  private final byte @Nullable [] bytes;
  private final int length;

  Segment(Pipe pipe, Kind kind, byte @Nullable [] bytes, int length) {
    this.pipe = pipe;
    this.kind = kind;
    this.bytes = bytes;
    this.length = length;
  }

  enum Kind {
    BYTES,
    END,
    RESET
  }

  Kind kind() {
    return kind;
  }

  /// The content, if it is of kind BYTES.
  byte[] bytes() {
    if (bytes == null) {
      throw new IllegalStateException("a segment of kind " + kind + " has no bytes");
    }
    return bytes;
  }

  @Override
  public int payloadBytes() {
    return length;
  }

  @Override
  public void depart(long atNanos) {
    long arrival = pipe.arrivalNanos(atNanos, packets());
    world().scheduleAt(arrival, null, this::arrive);
  }

  @Override
  public void arrive() {
    Host sender = pipe.from().host();
    Host receiver = pipe.to().host();
    if (!world().wires().open(sender, receiver)) {
      world().wires().park(this);
      return;
    }
    if (sender == receiver) {
      pipe.to().deliver(this);
      return;
    }
    Downlink downlink = receiver.downlink();
    if (downlink.full()) {
      pipe.halveWindow();
    }
    long through = downlink.admit(wireBytes());
    if (through <= world().nowNanos()) {
      pipe.to().deliver(this);
    } else {
      world().scheduleAt(through, null, () -> pipe.to().deliver(this));
    }
  }

  /// The receiver is done with it.
  void giveBack() {
    if (bytes != null) {
      world().memory().giveBackSegment(bytes, length);
    }
  }

  private VirtualWorld world() {
    return pipe.from().world();
  }
}

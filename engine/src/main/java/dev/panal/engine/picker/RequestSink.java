package dev.panal.engine.picker;

/// Takes requests that have become pointless: to be cancelled at `peer`. Must not call the picker.
@FunctionalInterface
public interface RequestSink {
  void accept(int peer, int piece, int block);
}

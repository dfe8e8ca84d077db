package dev.panal.engine.picker;

/// Takes the blocks that were picked for one peer. Must not call the picker.
@FunctionalInterface
public interface BlockSink {
  void accept(int piece, int block);
}

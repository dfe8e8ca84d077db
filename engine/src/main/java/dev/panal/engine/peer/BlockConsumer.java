package dev.panal.engine.peer;

/// Hears of blocks by their place: piece, and number of the 16 KiB block in it.
@FunctionalInterface
public interface BlockConsumer {
  void accept(int piece, int block);
}

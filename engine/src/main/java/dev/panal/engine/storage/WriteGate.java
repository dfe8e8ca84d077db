package dev.panal.engine.storage;

/// Must be passed before the first write into files that the journal vouches for.
@FunctionalInterface
interface WriteGate {
  /// @param proceed runs once, in this call or later, when writes may begin
  void open(Runnable proceed);
}

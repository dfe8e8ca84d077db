package dev.panal.tracker;

/// What the store holds all in all. Shared by its shards, which live on one loop.
final class Ledger {
  final AddressCounts addresses = new AddressCounts();
  int swarms;
  long peers;
  long seeds;
  long bytes = addresses.bytes();
}

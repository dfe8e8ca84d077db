/// The BitTorrent tracker: single-threaded logic per shard over the ports.
module dev.panal.tracker {
  requires static transitive org.jspecify;
  requires transitive dev.panal.io;
  requires transitive dev.panal.wire;

  exports dev.panal.tracker;
  exports dev.panal.tracker.message;
  exports dev.panal.tracker.ring;
}

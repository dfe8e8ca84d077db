/// What goes over the wire or into a file, both directions, as pure functions.
module dev.panal.wire {
  requires static transitive org.jspecify;

  exports dev.panal.wire;
  exports dev.panal.wire.bencode;
  exports dev.panal.wire.magnet;
  exports dev.panal.wire.metainfo;
  exports dev.panal.wire.peer;
  exports dev.panal.wire.tracker;
}

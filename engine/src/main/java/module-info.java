/// The BitTorrent client: single-threaded logic over the ports.
module dev.panal.engine {
  requires static transitive org.jspecify;
  requires transitive dev.panal.io;
  requires transitive dev.panal.wire;
  requires org.slf4j;

  exports dev.panal.engine;
}

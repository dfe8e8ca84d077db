/// The virtual world behind the ports, and scenarios that run in it.
module dev.panal.simulator {
  requires static transitive org.jspecify;
  requires transitive dev.panal.engine;
  requires transitive dev.panal.tracker;
  requires org.slf4j;

  exports dev.panal.simulator;
}

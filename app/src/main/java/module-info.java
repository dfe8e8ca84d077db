/// The programs: command line, tracker, demo. The composition root.
module dev.panal.app {
  requires static transitive org.jspecify;
  requires dev.panal.engine;
  requires dev.panal.platform;
  requires dev.panal.simulator;
  requires dev.panal.tracker;
  requires org.slf4j;
}

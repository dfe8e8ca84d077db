/// The virtual world behind the ports, and scenarios that run in it.
module dev.panal.simulator {
  requires static transitive org.jspecify;
  requires transitive dev.panal.engine;
  requires transitive dev.panal.tracker;

  exports dev.panal.simulator;
  exports dev.panal.simulator.ring;
  exports dev.panal.simulator.scenario;
}

/// Three small programs that embed Panal.
module dev.panal.examples {
  requires static org.jspecify;
  requires dev.panal.engine;
  requires dev.panal.platform;
  requires dev.panal.tracker;
}

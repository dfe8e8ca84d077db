/// What every implementation of a port must do, as tests that both worlds run.
module dev.panal.contract {
  requires static transitive org.jspecify;
  requires transitive dev.panal.io;
  requires transitive org.junit.jupiter.api;
  requires org.assertj.core;
  requires jdk.httpserver;

  exports dev.panal.contract;
}

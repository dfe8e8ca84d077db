/// The programs: command line, tracker, demo. The composition root.
module dev.panal.app {
  requires static transitive org.jspecify;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires dev.panal.cluster;
  requires dev.panal.engine;
  requires dev.panal.io;
  requires dev.panal.platform;
  requires dev.panal.simulator;
  requires dev.panal.tracker;
  requires dev.panal.wire;
  requires info.picocli;
  requires io.nayuki.qrcodegen;
  requires java.management;
  requires java.net.http;
  requires java.sql;
  requires jdk.management;
  requires jdk.unsupported;
  requires org.eclipse.jetty.compression.gzip;
  requires org.eclipse.jetty.compression.server;
  requires org.eclipse.jetty.server;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.toml;

  provides ch.qos.logback.classic.spi.Configurator with
      dev.panal.app.logging.LogSetup;

  opens dev.panal.app.cli to
      info.picocli;
}

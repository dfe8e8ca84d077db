/// The real world behind the ports: NIO loop and sockets, files, hashing, HTTP.
module dev.panal.platform {
  requires static transitive org.jspecify;
  requires transitive dev.panal.io;
  requires java.net.http;
  requires org.slf4j;

  exports dev.panal.platform;
}

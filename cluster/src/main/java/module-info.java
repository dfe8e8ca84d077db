/// Several trackers that are one: the tracker's ring, on Infinispan.
///
/// Infinispan's jars share packages and so cannot be modules; they are read from the class path
/// (`--add-reads dev.panal.cluster=ALL-UNNAMED`, in the build).
module dev.panal.cluster {
  requires static transitive org.jspecify;
  requires transitive dev.panal.io;
  requires transitive dev.panal.tracker;
  requires java.sql; // a type in an interface of Infinispan's
  requires org.slf4j;

  exports dev.panal.cluster;
}

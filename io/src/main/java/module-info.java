/// The ports through which engine and tracker reach the world.
module dev.panal.io {
  requires static transitive org.jspecify;

  exports dev.panal.io;
}

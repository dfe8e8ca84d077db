/// Three small programs that show a JVM developer how to embed Panal: fetch a torrent, seed a
/// folder, run a tracker. They are compiled with the build and run as tests.
@NullMarked
package dev.panal.examples;

import org.jspecify.annotations.NullMarked;

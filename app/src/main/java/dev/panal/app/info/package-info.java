/// The verb `info`: shows what a .torrent or a magnet link says, for people or as one JSON object.
/// Everything in it was written by strangers, and is cleaned before it reaches a terminal.
@NullMarked
package dev.panal.app.info;

import org.jspecify.annotations.NullMarked;

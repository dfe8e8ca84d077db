/// Whom we serve (`Choker`, `UploadSlots`) and whom we take from (`Sources`).
///
/// Pure functions from what is known about the peers of a torrent to a decision, called on the loop
/// of the torrent. Time is a parameter; no port but a `RandomGenerator` and no other room is used.
@NullMarked
package dev.panal.engine.choker;

import org.jspecify.annotations.NullMarked;

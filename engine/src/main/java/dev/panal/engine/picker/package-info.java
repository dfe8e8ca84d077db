/// Which blocks to ask of which peer: rarest first, block-level partial pieces, end game, blame by
/// block.
///
/// A pure data structure, owned by the loop of its torrent. It knows peers as small numbers and
/// pieces as numbers; it must not use any port but a `RandomGenerator`, nor any other room.
@NullMarked
package dev.panal.engine.picker;

import org.jspecify.annotations.NullMarked;

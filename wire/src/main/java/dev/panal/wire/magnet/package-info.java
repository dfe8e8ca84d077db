/// Magnet links (BEP 9, BEP 53): read and written.
///
/// Pure functions of text, no owner thread. Uses metainfo, to make the link of a torrent; must not
/// use the peer and tracker protocols.
@NullMarked
package dev.panal.wire.magnet;

import org.jspecify.annotations.NullMarked;

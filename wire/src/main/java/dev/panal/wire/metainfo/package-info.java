/// Metainfo: .torrent files of v1 (BEP 3), v2 (BEP 52) and both at once, read, checked and written;
/// with pad files, attributes and links (BEP 47), names made safe, and the hash trees of v2.
///
/// Pure functions of bytes, no owner thread: a [dev.panal.wire.metainfo.Metainfo] never changes and
/// may be read from anywhere. Uses bencode; must not use the peer and tracker protocols.
@NullMarked
package dev.panal.wire.metainfo;

import org.jspecify.annotations.NullMarked;

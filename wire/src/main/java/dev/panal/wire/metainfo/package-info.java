/// Metainfo: .torrent files of v1 (BEP 3), v2 (BEP 52) and both at once, read, checked and written.
@NullMarked
package dev.panal.wire.metainfo;

import org.jspecify.annotations.NullMarked;

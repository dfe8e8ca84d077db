/// Where torrents come from: a .torrent file, its address on the web, or a magnet link. Blocks
/// while it reads, so never on a loop.
@NullMarked
package dev.panal.app.source;

import org.jspecify.annotations.NullMarked;

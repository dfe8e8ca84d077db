/// The torrents that the tracker offers: `.torrent` files in a folder, and a row for each in the
/// tracker's database.
///
/// The folder is the truth for what is there and for the bytes: files that people put there by hand
/// are picked up, removed ones vanish. The rows know what a file cannot tell, since when it is here
/// and who brought it, and spare a start the reading of files that have not changed.
///
/// Everything that a torrent says is hostile text; whoever shows it escapes it.
@NullMarked
package dev.panal.app.tracker.hosting;

import org.jspecify.annotations.NullMarked;

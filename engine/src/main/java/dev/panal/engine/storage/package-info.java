/// The storage room: a torrent's bytes between peers and disk, and what is known of them.
///
/// Blocks come in, are gathered into runs, written, and verified as pieces; verified pieces go out
/// through a read cache; existing data is checked; and what has been verified is journaled so that
/// it is known after a crash. [dev.panal.engine.storage.Storage] is the face, one for each torrent;
/// [dev.panal.engine.storage.StorageRoom] is what all torrents of a session share.
///
/// Everything here lives on the session's loop and reaches files only through [dev.panal.io.Disk].
/// It knows no peers, no picker and no tracker.
@NullMarked
package dev.panal.engine.storage;

import org.jspecify.annotations.NullMarked;

/// Talks to trackers: one [dev.panal.engine.announce.Announcer] for each torrent, one
/// [dev.panal.engine.announce.TrackerClient] for the session.
///
/// Everything here lives on the loop of the session and uses its loop, network and HTTP ports; it
/// must not use the disk, nor any other room. It knows a torrent only as an
/// [dev.panal.engine.announce.AnnounceHost].
@NullMarked
package dev.panal.engine.announce;

import org.jspecify.annotations.NullMarked;

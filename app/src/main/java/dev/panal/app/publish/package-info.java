/// Publishing on a tracker's page, for `panal share --page`: sends the `.torrent`, and hears where
/// peers shall announce.
///
/// The page is a stranger: what it answers is bounded, and checked before it is used or shown.
@NullMarked
package dev.panal.app.publish;

import org.jspecify.annotations.NullMarked;

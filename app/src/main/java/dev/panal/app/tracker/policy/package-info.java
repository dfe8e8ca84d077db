/// Whom the tracker serves: lists of info-hashes in files, passkeys in the database, and what is
/// hosted here, made into one policy and made anew whenever one of them changes.
///
/// Works on a thread of its own; the tracker gets the finished policy.
///
/// Trackers of a ring have lists and passkeys in common ([PolicySharing]).
@NullMarked
package dev.panal.app.tracker.policy;

import org.jspecify.annotations.NullMarked;

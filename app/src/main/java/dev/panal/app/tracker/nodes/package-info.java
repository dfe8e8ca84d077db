/// Who is in the swarms, as far as announces tell: a bounded picture made of the event feed, for
/// people to look at.
///
/// The tracker's own store answers announces and counts peers; it does not keep what each peer said
/// it has and moved. This room does, for as many peers as a person could look at, and forgets the
/// rest: a picture may lack peers, and never slows the tracker.
@NullMarked
package dev.panal.app.tracker.nodes;

import org.jspecify.annotations.NullMarked;

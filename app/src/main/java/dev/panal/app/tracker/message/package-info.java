/// Messages between peers over HTTP, below `/api/v1/messages`, and what is kept of them in the
/// tracker's data folder. What is allowed, kept and handed out decides the relay
/// ([dev.panal.tracker.message.MessageRelay]); `docs/messages.md` is the protocol.
///
/// In a ring the journal tells the other trackers what it keeps ([JournalSharing]).
@NullMarked
package dev.panal.app.tracker.message;

import org.jspecify.annotations.NullMarked;

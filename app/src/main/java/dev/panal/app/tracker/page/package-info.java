/// The tracker's page: its files, and the JSON, event stream, RSS and `.torrent` files behind them.
///
/// Everything that is shown comes from [dev.panal.app.tracker.hosting.Hosting] (what is here),
/// [dev.panal.app.tracker.page.Counts] (who has it, asked of the tracker), the room of nodes (what
/// each peer says of itself), [dev.panal.app.tracker.page.Health] (how it was before) and
/// [dev.panal.app.tracker.ring.RingView] (the other trackers). Answers are made on virtual threads
/// that may block; nothing here runs on the tracker's loop.
///
/// Names, ids and comments are hostile text. They leave as JSON, XML or percent-encoded, never as
/// HTML: the page itself is a fixed file, and its script puts text where text belongs.
@NullMarked
package dev.panal.app.tracker.page;

import org.jspecify.annotations.NullMarked;

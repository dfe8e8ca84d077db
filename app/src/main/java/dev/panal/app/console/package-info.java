/// What a verb sees of the process it runs in: streams, environment, signals, exit codes; and how
/// it speaks, to people on stderr and to programs as JSON.
///
/// A seam: tests run verbs in process with streams and signals of their own. Nothing here is bound
/// to a thread; [dev.panal.app.console.Output] may be called from any.
@NullMarked
package dev.panal.app.console;

import org.jspecify.annotations.NullMarked;

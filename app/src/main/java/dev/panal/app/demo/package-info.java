/// The verb `demo`: the whole system as separate processes of this machine, with a proof at the
/// end.
///
/// Makes a folder of files, starts a tracker, a seeder and downloaders as children (this very
/// program, with its JVM's flags), reads their events, kills one downloader half-way and starts it
/// again, and compares every byte. With a ring of trackers in place of one, it kills two of them
/// together, and asks the others what they know. Knows the children only by their command lines and
/// their JSON lines, as any script would: it uses neither engine nor tracker. The main thread
/// conducts and owns all state; a thread for each child reads what it says into
/// [dev.panal.app.demo.Stage]'s queue.
@NullMarked
package dev.panal.app.demo;

import org.jspecify.annotations.NullMarked;

/// Messages between peers, relayed by their tracker.
///
/// [dev.panal.tracker.message.MessageRelay] is the whole of it: it knows a mailbox for each peer of
/// a swarm that has proved the key it announces itself with, puts in what others write, and hands
/// it out to whoever proves the key again. Everything it knows belongs to the loop it was made
/// with, and everything it keeps has a limit. What is to outlive the process goes to a
/// [dev.panal.tracker.message.MessageJournal]; HTTP is spoken elsewhere.
///
/// Several relays may be one ([dev.panal.tracker.message.RingMail]): what a journal is told at one,
/// the others hear.
///
/// Must not use: clocks, threads, locks, sockets, files, or anything of engine, platform and
/// simulator.
@NullMarked
package dev.panal.tracker.message;

import org.jspecify.annotations.NullMarked;

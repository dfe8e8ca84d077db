/// The real world behind the ports: an NIO selector loop with its timers, TCP and UDP sockets,
/// direct buffers, files, hashing, HTTP and a source of chance.
///
/// Everything is owned by the thread of one [dev.panal.platform.NioLoop]; the pools of the disk,
/// the resolver and HTTP own nothing but the files and exchanges they are busy with, and post
/// results back to the loop. Knows no BitTorrent: it uses `dev.panal.io`, slf4j and the JDK only.
@NullMarked
package dev.panal.platform;

import org.jspecify.annotations.NullMarked;

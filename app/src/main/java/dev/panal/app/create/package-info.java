/// The verb `create`: walks what is to be shared, hashes it, writes the .torrent.
///
/// Runs on the main thread; hashing is `hash`'s business, the format is `wire`'s.
@NullMarked
package dev.panal.app.create;

import org.jspecify.annotations.NullMarked;

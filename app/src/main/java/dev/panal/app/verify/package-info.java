/// The verb `verify`: compares what is on the disk with a torrent, file by file, and changes
/// nothing.
@NullMarked
package dev.panal.app.verify;

import org.jspecify.annotations.NullMarked;

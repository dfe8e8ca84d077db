/// Bencode (BEP 3): the notation of .torrent files, tracker replies and extension messages.
///
/// Decoding checks everything once, front to back and without recursion, and leaves an index of
/// four bytes a value beside the input; lists, dictionaries and strings are views of the input made
/// when asked for, so that hostile input costs no more than the index, and every value knows its
/// exact bytes. Encoding writes straight into a byte array. Pure functions, no owner thread; this
/// package must not use the formats that are made of bencode.
@NullMarked
package dev.panal.wire.bencode;

import org.jspecify.annotations.NullMarked;

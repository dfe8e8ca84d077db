/// The peer wire protocol: handshake and messages of BEP 3, 6 and 10, encoder and decoder.
@NullMarked
package dev.panal.wire.peer;

import org.jspecify.annotations.NullMarked;

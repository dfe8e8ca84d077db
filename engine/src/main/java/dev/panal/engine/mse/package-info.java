/// The encrypted handshake (Message Stream Encryption, also Protocol Encryption), and the stream
/// behind it. It hides from a network that BitTorrent is spoken; it is no protection from anybody
/// who knows the info-hash.
@NullMarked
package dev.panal.engine.mse;

import org.jspecify.annotations.NullMarked;

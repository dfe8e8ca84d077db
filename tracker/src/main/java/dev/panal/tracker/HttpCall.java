package dev.panal.tracker;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// A GET as far as the tracker cares.
///
/// @param path the path of the request as it was sent, for example `/announce`
/// @param rawQuery what follows the `?`, not decoded, because info-hashes are bytes and no text;
///   null if there was none
/// @param remote who asks: the address of the connection, or what a trusted proxy says it is
public record HttpCall(String path, @Nullable String rawQuery, InetAddress remote) {}

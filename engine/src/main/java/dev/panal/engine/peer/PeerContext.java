package dev.panal.engine.peer;

import dev.panal.io.EventLoop;
import java.nio.ByteBuffer;
import java.time.Duration;

/// What all connections of a session share.
///
/// @param scratch where small messages are put together; the loop's own, never held over a call
/// @param agent our name in the extension handshake
/// @param listenPort our port as told to peers, 0 if we do not listen
/// @param maxRequests requests outstanding at one peer
public record PeerContext(
    EventLoop loop,
    RateLimiter download,
    RateLimiter upload,
    ByteBuffer scratch,
    String agent,
    int listenPort,
    int maxRequests,
    Duration handshakeTimeout,
    Duration silenceTimeout,
    Duration requestTimeout) {}

package dev.panal.engine.swarm;

/// How it stands with the addresses of a torrent: why it waits.
///
/// @param known addresses that could be connected to, banned ones and ourselves excluded
/// @param connected connections that stand, outgoing and incoming
/// @param connecting attempts under way
/// @param refused addresses whose last attempt was refused
/// @param timedOut addresses whose last attempt got no answer
/// @param unreachable addresses to which there was no way
/// @param lost addresses whose last connection was lost or closed
/// @param banned addresses banned
/// @param nextTryNanos time from now to the next attempt: 0 if at once, -1 if there is none to wait
///   for
public record Outlook(
    int known,
    int connected,
    int connecting,
    int refused,
    int timedOut,
    int unreachable,
    int lost,
    int banned,
    long nextTryNanos) {}

package dev.panal.engine.choker;

/// What the choker knows of one connected peer.
///
/// @param peer the caller's number for it; breaks ties, so that decisions are reproducible
/// @param interested the peer wants blocks from us
/// @param unchoked we serve it now
/// @param optimistic it is served as an optimistic unchoke since `chokeChangedNanos`
/// @param snubbed it owes us blocks and has sent none for a minute ([Choker#SNUB_NANOS])
/// @param fromPeer bytes per second it sends us
/// @param toPeer bytes per second we send it
/// @param sentSinceUnchoke bytes we sent it since it was last unchoked
/// @param connectedNanos when the connection came to stand
/// @param chokeChangedNanos when it was last choked or unchoked; `connectedNanos` if never
public record Candidate(
    int peer,
    boolean interested,
    boolean unchoked,
    boolean optimistic,
    boolean snubbed,
    long fromPeer,
    long toPeer,
    long sentSinceUnchoke,
    long connectedNanos,
    long chokeChangedNanos) {}

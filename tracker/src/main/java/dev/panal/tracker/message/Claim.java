package dev.panal.tracker.message;

/// Somebody says who he is.
///
/// @param key what the peer announces itself with (BEP 7); 0 is none and proves nothing
public record Claim(SwarmMember member, int key) {}

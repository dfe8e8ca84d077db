package dev.panal.io;

import java.util.random.RandomGenerator;

/// One world, real or virtual, as engine and tracker see it: all they can touch, in one place.
///
/// @param random the only source of chance; cryptographically strong in the real world, seeded in
///   the virtual one
public record Ports(
    EventLoop loop,
    Network network,
    Disk disk,
    Http http,
    BufferPool buffers,
    RandomGenerator random) {}

/// The program `panal`: where it starts, and the rehearsals that its AOT caches are recorded from.
///
/// The composition root: plain constructors put engine, tracker and platform together. The rooms
/// below hold one verb or one concern each; `cli` is the only one that knows picocli. Threads: the
/// main thread runs the verb and waits; whatever belongs to an engine or a tracker is touched on
/// its loop only.
@NullMarked
package dev.panal.app;

import org.jspecify.annotations.NullMarked;

/// What runs for every block, piece, message or torrent, measured alone and hot (JMH). Whole
/// programs, cold starts included, are measured by `benchmarks/run`.
@NullMarked
package dev.panal.benchmarks;

import org.jspecify.annotations.NullMarked;

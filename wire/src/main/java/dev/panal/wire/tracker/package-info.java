/// What clients and trackers say to each other, over HTTP (BEP 3, 7, 23, 24, 31, 48) and UDP (BEP
/// 15, 41), in both directions.
///
/// The records are the same for both transports. The codecs are pure functions and accept only as
/// much as their constants say.
@NullMarked
package dev.panal.wire.tracker;

import org.jspecify.annotations.NullMarked;

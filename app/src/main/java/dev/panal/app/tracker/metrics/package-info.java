/// The tracker for machines that watch it: `/metrics` in Prometheus' text format, and `/health`.
@NullMarked
package dev.panal.app.tracker.metrics;

import org.jspecify.annotations.NullMarked;

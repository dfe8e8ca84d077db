/// Tests of the tracker: the store against a naive model, both transports over a world of fakes.
package dev.panal.tracker;

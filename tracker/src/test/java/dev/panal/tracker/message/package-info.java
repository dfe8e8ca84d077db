@org.jspecify.annotations.NullMarked
package dev.panal.tracker.message;

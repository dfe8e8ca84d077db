/// Sessions on the real machine: what they leave behind, and how they fare when the disk does not
/// help.
@org.jspecify.annotations.NullMarked
package dev.panal.app.sessions;

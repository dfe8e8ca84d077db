/// The command line: options, defaults from environment and settings file, help, and which verb
/// runs.
///
/// The only package that knows picocli. A command class here holds options and hands a record of
/// them to its verb's room; what a verb does is nowhere here. Runs on the main thread.
@NullMarked
package dev.panal.app.cli;

import org.jspecify.annotations.NullMarked;

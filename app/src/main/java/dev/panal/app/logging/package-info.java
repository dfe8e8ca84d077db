/// The program's log: logback, set up by code, because reading its XML would take longer than most
/// runs.
@NullMarked
package dev.panal.app.logging;

import org.jspecify.annotations.NullMarked;

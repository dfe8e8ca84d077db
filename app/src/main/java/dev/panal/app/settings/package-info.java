/// Where values come from that are not on the command line: `PANAL_<OPTION>`, the TOML file, and
/// the folders of the XDG base directory specification. Reads at start, on the main thread; writes
/// nothing.
@NullMarked
package dev.panal.app.settings;

import org.jspecify.annotations.NullMarked;

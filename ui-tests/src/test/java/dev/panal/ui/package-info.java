/// The tracker's page in a real browser, against a tracker that runs as users run it.
@NullMarked
package dev.panal.ui;

import org.jspecify.annotations.NullMarked;

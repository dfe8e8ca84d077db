/// Addresses as people write them: interfaces, host names, `host:port`. Looks up names and blocks
/// meanwhile, so never call it on a loop.
@NullMarked
package dev.panal.app.network;

import org.jspecify.annotations.NullMarked;

package dev.panal.platform;

import java.nio.channels.SelectionKey;

/// What hangs on a selection key: a socket that wants to hear when the selector has news for it.
interface Ready {
  void ready(SelectionKey key);

  /// The loop ends: close now.
  void loopEnds();
}

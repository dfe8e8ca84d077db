package dev.panal.platform;

import java.io.IOException;

/// A path that leads where it must not lead.
final class UnsafePathException extends IOException {
  private static final long serialVersionUID = 1;

  UnsafePathException(String message) {
    super(message);
  }
}

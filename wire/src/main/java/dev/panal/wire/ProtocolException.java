package dev.panal.wire;

/// A remote or a file broke the rules of its format. Caught in one place: the connection, the
/// announce or the command that was reading. The message names the field and what is wrong with it,
/// for people.
public final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String message;

  public ProtocolException(String message) {
    super(message, null, false, false);
    this.message = message;
  }

  /// Never null, unlike that of other exceptions.
  @Override
  public String getMessage() {
    return message;
  }
}

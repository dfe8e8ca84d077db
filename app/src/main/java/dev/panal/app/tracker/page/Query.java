package dev.panal.app.tracker.page;

import dev.panal.wire.tracker.TrackerPath;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/// The parameters of a request, with what is wrong about them.
final class Query {
  private final Fields fields;

  /// @throws BadQuery if it is not percent-encoded text
  Query(Request request) {
    try {
      this.fields = Request.extractQueryParameters(request);
    } catch (RuntimeException e) {
      throw new BadQuery("the query is not percent-encoded UTF-8");
    }
  }

  Optional<String> text(String name, int maxLength) {
    String value = fields.getValue(name);
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    if (value.length() > maxLength) {
      throw new BadQuery(name + ": more than " + maxLength + " characters");
    }
    return Optional.of(value.strip());
  }

  /// What a private tracker knows its caller by, and what the URLs in the answer are to carry.
  Optional<String> passkey() {
    Optional<String> passkey = text("passkey", TrackerPath.MAX_PASSKEY_LENGTH);
    if (passkey.isPresent() && !TrackerPath.validPasskey(passkey.get())) {
      throw new BadQuery("passkey: only letters, digits, - and _");
    }
    return passkey;
  }

  int number(String name, int usual, int from, int to) {
    Optional<String> value = text(name, 20);
    if (value.isEmpty()) {
      return usual;
    }
    try {
      int number = Integer.parseInt(value.get());
      if (number >= from && number <= to) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new BadQuery(name + ": must be a number from " + from + " to " + to);
  }

  /// One of the constants of `type`, by its name in lower case.
  <E extends Enum<E>> E choice(String name, Class<E> type, E usual) {
    Optional<String> value = text(name, 40);
    if (value.isEmpty()) {
      return usual;
    }
    StringBuilder all = new StringBuilder();
    for (E constant : type.getEnumConstants()) {
      String word = constant.name().toLowerCase(Locale.ROOT);
      if (word.equals(value.get())) {
        return constant;
      }
      all.append(all.isEmpty() ? "" : ", ").append(word);
    }
    throw new BadQuery(name + ": must be one of " + all);
  }

  /// What was asked makes no sense.
  static final class BadQuery extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadQuery(String message) {
      super(message);
    }
  }
}

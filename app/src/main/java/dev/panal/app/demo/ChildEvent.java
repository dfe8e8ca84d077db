package dev.panal.app.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// One line that a child printed with `--json`.
///
/// @param name the value of its field `event`
/// @param fields the other fields that are text, number or flag, as text
record ChildEvent(String name, Map<String, String> fields) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /// Empty if the line is no event.
  static Optional<ChildEvent> parse(String line) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
          fields.put(field, json.getString());
        } else {
          json.skipChildren();
        }
      }
    } catch (JacksonException e) {
      return Optional.empty();
    }
    return Optional.ofNullable(fields.remove("event")).map(name -> new ChildEvent(name, fields));
  }

  Optional<String> text(String field) {
    return Optional.ofNullable(fields.get(field));
  }

  /// 0 if the field is missing or no whole number.
  long number(String field) {
    try {
      return Long.parseLong(fields.getOrDefault(field, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}

package dev.panal.app.console;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// One JSON object, built field by field, printed on one line.
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  private Json() {}

  public static Json object() {
    return new Json();
  }

  /// An object whose first field is `"event"`.
  public static Json event(String name) {
    return new Json().put("event", name);
  }

  /// @param value text, number, boolean, [Json], an [Iterable] of these, an optional of these
  ///   (absent ones leave the field out), or null
  public Json put(String field, @Nullable Object value) {
    switch (value) {
      case Optional<?> optional -> optional.ifPresent(present -> fields.put(field, present));
      case OptionalInt optional -> optional.ifPresent(present -> fields.put(field, present));
      case OptionalLong optional -> optional.ifPresent(present -> fields.put(field, present));
      case null, default -> fields.put(field, value);
    }
    return this;
  }

  /// The object on one line, without a line break at the end.
  @Override
  public String toString() {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      write(out, this);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, @Nullable Object value) {
    switch (value) {
      case null -> out.writeNull();
      case Json object -> {
        out.writeStartObject();
        object.fields.forEach((name, field) -> {
          out.writeName(name);
          write(out, field);
        });
        out.writeEndObject();
      }
      case Iterable<?> array -> {
        out.writeStartArray();
        array.forEach(element -> write(out, element));
        out.writeEndArray();
      }
      case Boolean flag -> out.writeBoolean(flag);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      default -> out.writeString(value.toString());
    }
  }
}

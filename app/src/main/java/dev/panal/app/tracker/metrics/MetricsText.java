package dev.panal.app.tracker.metrics;

import java.util.Locale;

/// Builds an answer in Prometheus' text format, version 0.0.4.
final class MetricsText {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  /// Begins a metric whose samples follow.
  MetricsText counter(String name, String help) {
    return head(name, "counter", help);
  }

  /// Begins a metric whose samples follow.
  MetricsText gauge(String name, String help) {
    return head(name, "gauge", help);
  }

  private MetricsText head(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /// @param labels names and values in turn
  MetricsText sample(String name, long value, String... labels) {
    return line(name, Long.toString(value), labels);
  }

  MetricsText sample(String name, double value, String... labels) {
    return line(name, String.format(Locale.ROOT, "%.3f", value), labels);
  }

  private MetricsText line(String name, String value, String... labels) {
    text.append(name);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      text.append(escaped(labels[i + 1])).append('"');
    }
    text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
    return this;
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

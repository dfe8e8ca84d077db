package dev.panal.app.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Starts the processes of the demo.
interface Cast {
  /// @param arguments the verb and what follows it
  /// @param ears hears its events, on the main thread
  Child start(String name, List<String> arguments, Consumer<ChildEvent> ears) throws IOException;

  /// Arguments of a process that listens on this machine only.
  static List<String> loopback(String verb, String... more) {
    List<String> arguments = new ArrayList<>(List.of(verb, "--json", "--bind", "127.0.0.1"));
    arguments.addAll(List.of(more));
    return arguments;
  }
}

package dev.panal.app.demo;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// How to start this very program once more.
final class Relaunch {
  static final String MAIN = "dev.panal.app.Main";

  /// The flags of a kind of process stand in a file of its name, see `build/program.sh`.
  private static final Pattern FLAGS = Pattern.compile("(@.*/)peer(\\.args)");

  private Relaunch() {}

  /// Everything of a command line up to the verb. Not the launch script: it would look for changed
  /// sources each time, and might begin a build between one child and the next.
  ///
  /// @param child the verb and what follows it
  static List<String> command(List<String> child) {
    ProcessHandle.Info own = ProcessHandle.current().info();
    return command(
        child,
        own.command().orElse(""),
        own.arguments().orElse(new String[0]),
        System.getProperty("java.home", ""),
        System.getProperty("java.class.path", ""));
  }

  /// @param java what runs this process, empty if the system does not tell
  /// @param arguments of this process, as the system tells them
  static List<String> command(
      List<String> child, String java, String[] arguments, String javaHome, String classPath) {
    int main = Arrays.asList(arguments).indexOf(MAIN);
    List<String> command = new ArrayList<>();
    if (!java.isEmpty() && main >= 0) {
      // The same flags, or those of its kind, so that the children start from an AOT cache.
      command.add(java);
      for (String argument : Arrays.asList(arguments).subList(0, main + 1)) {
        command.add(FLAGS.matcher(argument).replaceFirst("$1" + kind(child) + "$2"));
      }
    } else {
      command.add(Path.of(javaHome, "bin", "java").toString());
      command.add("-XX:+UseSerialGC");
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("-cp");
      command.add(absolute(classPath));
      command.add(MAIN);
    }
    return command;
  }

  /// As the launch script has it.
  private static String kind(List<String> child) {
    if (!child.getFirst().equals("tracker")) {
      return "peer";
    }
    return child.contains("--join") || child.contains("--ring-bind") ? "ring" : "tracker";
  }

  // Children have another current folder.
  private static String absolute(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        entries.add(Path.of(entry).toAbsolutePath().toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}

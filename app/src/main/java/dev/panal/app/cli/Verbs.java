package dev.panal.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// The verbs and how each is made. Only those that are named on the command line are: reading the
/// annotations of all of them would double the time a start takes.
final class Verbs {
  private static final Map<String, Function<PanalCommand, Callable<Integer>>> ALL = all();

  private Verbs() {}

  private static Map<String, Function<PanalCommand, Callable<Integer>>> all() {
    Map<String, Function<PanalCommand, Callable<Integer>>> verbs = new LinkedHashMap<>();
    verbs.put("create", CreateCommand::new);
    verbs.put("info", InfoCommand::new);
    verbs.put("verify", VerifyCommand::new);
    verbs.put("get", GetCommand::new);
    verbs.put("seed", SeedCommand::new);
    verbs.put("share", ShareCommand::new);
    verbs.put("tracker", TrackerCommand::new);
    verbs.put("message", MessageCommand::new);
    verbs.put("demo", DemoCommand::new);
    verbs.put("doctor", DoctorCommand::new);
    return verbs;
  }

  /// Adds to `line` the verbs that `args` name, or all if they name none, so that help and
  /// suggestions know them.
  static void addTo(CommandLine line, PanalCommand root, List<String> args) {
    List<String> named = named(args);
    boolean onlyVersion = args.size() == 1 && (args.contains("--version") || args.contains("-V"));
    if (!onlyVersion) {
      ALL.forEach((name, factory) -> {
        if (named.isEmpty() || named.contains(name)) {
          CommandLine verb = new CommandLine(factory.apply(root));
          line.addSubcommand(name, verb);
          if (name.equals("tracker")) {
            PasskeyVerbs.addTo(verb, root);
          }
        }
      });
    }
  }

  /// The verbs among `args`: the first is the one that runs, unless another was an option's value.
  static List<String> named(List<String> args) {
    List<String> named = new ArrayList<>(args);
    named.retainAll(ALL.keySet());
    return named;
  }

  /// The long names of the options of each verb, without dashes: the keys of the settings file.
  static Map<String, Set<String>> options(PanalCommand root) {
    CommandLine line = new CommandLine(root);
    addTo(line, root, List.of());
    Map<String, Set<String>> options = new LinkedHashMap<>();
    line.getSubcommands()
        .forEach((verb, command) -> {
          Set<String> names = new TreeSet<>();
          for (OptionSpec option : command.getCommandSpec().options()) {
            if (Defaults.settable(option)) {
              names.add(Defaults.key(option));
            }
          }
          options.put(verb, names);
        });
    return options;
  }
}

package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.console.Text;
import dev.panal.app.database.Database;
import dev.panal.app.settings.Homes;
import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.policy.Passkeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `panal tracker passkey add`, `list` and `remove`: work on the data folder, whether its tracker
/// runs or not; one that runs takes notice within seconds.
final class PasskeyVerbs {
  /// As long as those that other trackers give.
  private static final int KEY_BYTES = 16;

  private PasskeyVerbs() {}

  static void addTo(CommandLine tracker, PanalCommand root) {
    CommandLine group = new CommandLine(new Group());
    tracker.addSubcommand("passkey", group);
    group.addSubcommand("add", new Add(root));
    group.addSubcommand("list", new ListAll(root));
    group.addSubcommand("remove", new Remove(root));
  }

  @Command(
      name = "passkey",
      description = "Keys for --policy passkeys: who has one announces to /KEY/announce.")
  static final class Group implements Callable<Integer> {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
      if (spec != null) {
        spec.commandLine().usage(spec.commandLine().getErr());
      }
      return ExitCode.USAGE.number();
    }
  }

  /// What all of them do: open the database, work, close it.
  abstract static class Verb implements Callable<Integer> {
    private final PanalCommand root;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "The tracker's data folder (default: ~/.local/share/panal/tracker).")
    private @Nullable Path data;

    Verb(PanalCommand root) {
      this.root = root;
    }

    @Override
    public final Integer call() {
      Output output = root.output();
      Path folder =
          data != null
              ? root.console().resolve(data)
              : Homes.data(root.console(), Optional.empty()).resolve("tracker");
      try (TrackerDatabase database = TrackerDatabase.openBeside(folder)) {
        work(new Passkeys(database), output);
        return ExitCode.DONE.number();
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
      } catch (SQLException e) {
        throw new CommandFailure(ExitCode.FAILED, folder + ": " + Database.reason(e), e);
      } catch (IOException e) {
        throw new CommandFailure(ExitCode.FAILED, folder + ": " + e.getMessage(), e);
      }
    }

    abstract void work(Passkeys passkeys, Output output) throws SQLException;
  }

  @Command(name = "add", description = "Make a key and print it; it is not kept, only its hash is.")
  static final class Add extends Verb {
    @Parameters(paramLabel = "NAME", description = "Whose key it is; for you.")
    private String name = "";

    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "Take this key in place of a new one (for example from another tracker).")
    private @Nullable String key;

    Add(PanalCommand root) {
      super(root);
    }

    @Override
    void work(Passkeys passkeys, Output output) throws SQLException {
      String passkey = key == null ? random() : key;
      passkeys.add(name, passkey);
      output.emit(Json.event("passkey").put("name", name).put("key", passkey));
      output.result(passkey);
      output.message("announce to http://HOST:PORT/" + passkey + "/announce");
    }

    private static String random() {
      byte[] bytes = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    }
  }

  @Command(name = "list", description = "Print who has a key, and since when.")
  static final class ListAll extends Verb {
    ListAll(PanalCommand root) {
      super(root);
    }

    @Override
    void work(Passkeys passkeys, Output output) throws SQLException {
      for (Passkeys.Holder holder : passkeys.holders()) {
        String added = holder.added().toString();
        output.emit(Json.event("passkey").put("name", holder.name()).put("added", added));
        output.result(added + "  " + Text.safe(holder.name()));
      }
    }
  }

  @Command(name = "remove", description = "Take a key away.")
  static final class Remove extends Verb {
    @Parameters(paramLabel = "NAME", description = "Whose key.")
    private String name = "";

    Remove(PanalCommand root) {
      super(root);
    }

    @Override
    void work(Passkeys passkeys, Output output) throws SQLException {
      if (!passkeys.remove(name)) {
        throw new CommandFailure(
            ExitCode.FAILED, Text.safe(name) + ": nobody of this name has a passkey");
      }
      output.message("removed the passkey of " + Text.safe(name));
    }
  }
}

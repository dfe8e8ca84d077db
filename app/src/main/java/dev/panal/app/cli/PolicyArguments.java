package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.Console;
import dev.panal.app.console.ExitCode;
import dev.panal.app.tracker.policy.PolicyOptions;
import dev.panal.app.tracker.policy.PolicyOptions.Swarms;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say whom the tracker serves.
final class PolicyArguments {
  @Option(
      names = "--policy",
      paramLabel = "open|allow|deny|passkeys",
      description =
          "Whom to serve: everybody; torrents that are hosted here or in --allow; all but those in"
              + " --deny; holders of a passkey (see: panal tracker passkey --help). If not given,"
              + " --allow and --deny say it.")
  private @Nullable Policy policy;

  @Option(
      names = "--allow",
      paramLabel = "FILE",
      description =
          "Info-hashes that are served, one a line, # for comments; read again on change.")
  private @Nullable Path allow;

  @Option(
      names = "--deny",
      paramLabel = "FILE",
      description = "Info-hashes that are not served, whatever else; read again on change.")
  private @Nullable Path deny;

  /// The values of `--policy`.
  enum Policy {
    OPEN,
    ALLOW,
    DENY,
    PASSKEYS
  }

  PolicyOptions read(Console console) {
    Policy chosen =
        policy != null
            ? policy
            : allow != null ? Policy.ALLOW : deny != null ? Policy.DENY : Policy.OPEN;
    switch (chosen) {
      case OPEN -> refuse(allow != null || deny != null, "--policy open takes no list");
      case DENY -> {
        refuse(allow != null, "--policy deny takes --deny, not --allow");
        refuse(deny == null, "--policy deny needs --deny FILE");
      }
      case ALLOW, PASSKEYS -> {}
    }
    Swarms swarms = chosen == Policy.ALLOW || allow != null ? Swarms.LISTED : Swarms.ALL;
    return new PolicyOptions(
        swarms,
        chosen == Policy.PASSKEYS,
        Optional.ofNullable(allow).map(console::resolve),
        Optional.ofNullable(deny).map(console::resolve));
  }

  private static void refuse(boolean wrong, String why) {
    if (wrong) {
      throw new CommandFailure(ExitCode.USAGE, why);
    }
  }
}

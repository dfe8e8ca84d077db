package dev.panal.app.doctor;

import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.console.Text;
import dev.panal.app.doctor.Finding.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Examines this machine and says what it found. Runs on the main thread.
public final class Doctor {
  private static final int VERDICT_COLUMNS = 7;
  private static final int TOPIC_COLUMNS = 15;

  private final Output output;

  public Doctor(Output output) {
    this.output = output;
  }

  /// @param home where resume data lives
  /// @return [ExitCode#DONE] if nothing is wrong, else [ExitCode#FAILED]
  public ExitCode run(Path home) throws InterruptedException {
    return report(Examination.of(home, output.console().folder()));
  }

  ExitCode report(Machine machine) {
    List<Finding> findings = Diagnosis.of(machine);
    long wrong = findings.stream().filter(f -> f.verdict() == Verdict.WRONG).count();
    findings.forEach(this::print);
    output.result(
        wrong == 0
            ? "nothing is wrong"
            : wrong == 1 ? "1 thing is wrong" : wrong + " things are wrong");
    output.emit(MachineJson.of(machine).put("wrong", wrong).put("findings", json(findings)));
    return wrong == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void print(Finding finding) {
    String verdict =
        switch (finding.verdict()) {
          case OK -> "ok";
          case NOTE -> "note";
          case WRONG -> "WRONG";
        };
    output.result(
        Text.pad(verdict, VERDICT_COLUMNS)
            + Text.pad(finding.topic(), TOPIC_COLUMNS)
            + Text.safe(finding.says()));
    if (!finding.remedy().isEmpty()) {
      output.result(
          " ".repeat(VERDICT_COLUMNS + TOPIC_COLUMNS) + "→ " + Text.safe(finding.remedy()));
    }
  }

  private static List<Json> json(List<Finding> findings) {
    return findings.stream()
        .map(finding ->
            Json.object()
                .put("topic", finding.topic())
                .put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT))
                .put("says", finding.says())
                .put("remedy", finding.remedy()))
        .toList();
  }
}

package dev.panal.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Output;
import dev.panal.app.console.TestConsole;
import dev.panal.app.doctor.Finding.Verdict;
import dev.panal.app.doctor.Machine.Card;
import dev.panal.app.doctor.Machine.Hashing;
import dev.panal.app.doctor.Machine.Jdk;
import dev.panal.app.doctor.Machine.Memory;
import dev.panal.app.doctor.Machine.Place;
import dev.panal.app.doctor.Machine.Port;
import dev.panal.app.doctor.Machine.Processors;
import dev.panal.app.doctor.Machine.ResumeData;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiagnosisTest {
  private static final Path HOME = Path.of("/home/abeja/panal");
  private static final Path DATABASE = HOME.resolve("panal.db");
  private static final Card LOOPBACK =
      new Card("lo", true, true, List.of("127.0.0.1", "0:0:0:0:0:0:0:1"), false, false);

  // A machine that has nothing to complain of; each test spoils one thing.
  private Jdk jdk = new Jdk("25.0.1+8", "Somebody", Path.of("/jdk"));
  private Memory memory =
      new Memory(4L << 30, OptionalLong.of(16L << 30), OptionalLong.of(8L << 30));
  private Processors processors = new Processors(4, "EPYC", List.of("sha_ni"), true);
  private Hashing hashing = new Hashing(2_000_000_000, 1_500_000_000, 4, "AVX2, 8 at a time");
  private List<Card> cards =
      List.of(
          LOOPBACK, new Card("eth0", true, false, List.of("192.0.2.7", "2001:db8::1"), true, true));
  private boolean ipv6Sockets = true;
  private Port port = port(Optional.empty());
  private Place data = data(Optional.empty(), 10L << 30);
  private Place folder = folder(Optional.empty(), 10L << 30);
  private OptionalLong openFiles = OptionalLong.of(1 << 20);
  private ResumeData resume = new ResumeData(DATABASE, OptionalInt.of(3), Optional.empty());

  private static Port port(Optional<String> fault) {
    return new Port(6969, "UDP", "tracker", "panal tracker --udp-port", fault);
  }

  private static Place data(Optional<String> fault, long free) {
    return new Place("data", HOME, fault, OptionalLong.of(free), "--home DIR", true);
  }

  private static Place folder(Optional<String> fault, long free) {
    return new Place("this folder", Path.of("/tmp"), fault, OptionalLong.of(free), "-d DIR", false);
  }

  private Machine machine() {
    return new Machine(
        jdk,
        memory,
        processors,
        hashing,
        cards,
        ipv6Sockets,
        List.of(port),
        List.of(data, folder),
        openFiles,
        resume);
  }

  private void expect(Verdict verdict, String topic, String remedy) {
    List<Finding> complaints =
        Diagnosis.of(machine()).stream().filter(f -> f.verdict() != Verdict.OK).toList();
    assertThat(complaints).hasSize(1);
    assertThat(complaints.getFirst().verdict()).isEqualTo(verdict);
    assertThat(complaints.getFirst().topic()).isEqualTo(topic);
    assertThat(complaints.getFirst().remedy()).contains(remedy);
  }

  @Test
  void nothingToComplainOf() {
    assertThat(Diagnosis.of(machine())).allMatch(f -> f.verdict() == Verdict.OK);
    assertThat(Diagnosis.of(machine())).allMatch(f -> f.remedy().isEmpty());
  }

  @Test
  void whatASystemDoesNotSayIsNoFault() {
    openFiles = OptionalLong.empty();
    memory = new Memory(4L << 30, OptionalLong.empty(), OptionalLong.empty());
    processors = new Processors(4, "", List.of(), false);
    resume = new ResumeData(DATABASE, OptionalInt.empty(), Optional.empty());
    assertThat(Diagnosis.of(machine())).allMatch(f -> f.verdict() == Verdict.OK);
  }

  @Test
  void anOldJdk() {
    jdk = new Jdk("21.0.2", "Somebody", Path.of("/jdk"));
    expect(Verdict.WRONG, "JDK", "JAVA_HOME");
  }

  @Test
  void aSmallHeap() {
    memory = new Memory(64L << 20, OptionalLong.of(16L << 30), OptionalLong.of(8L << 30));
    expect(Verdict.NOTE, "memory", "-Xmx");
  }

  @Test
  void littleMemoryLeft() {
    memory = new Memory(4L << 30, OptionalLong.of(16L << 30), OptionalLong.of(100L << 20));
    expect(Verdict.NOTE, "memory", "end something");
  }

  @Test
  void noInstructionsForHashing() {
    processors = new Processors(1, "old", List.of(), true);
    expect(Verdict.NOTE, "SIMD", "hashing");
  }

  @Test
  void slowHashing() {
    hashing = new Hashing(50_000_000, 40_000_000, 1, "JDK");
    expect(Verdict.NOTE, "hashing", "wait");
  }

  @Test
  void hashingThatDoesNotEnd() {
    hashing = new Hashing(0, 0, 4, "");
    expect(Verdict.WRONG, "hashing", "--debug");
  }

  @Test
  void aPortThatIsTaken() {
    port = port(Optional.of("address already in use"));
    expect(Verdict.WRONG, "port 6969 UDP", "--udp-port");
  }

  @Test
  void noIpv6() {
    ipv6Sockets = false;
    expect(Verdict.NOTE, "IPv6", "IPv4");
  }

  @Test
  void ipv6OnThisMachineOnly() {
    cards = List.of(LOOPBACK, new Card("eth0", true, false, List.of("192.0.2.7"), true, false));
    expect(Verdict.NOTE, "IPv6", "IPv4");
  }

  @Test
  void aMachineAlone() {
    cards = List.of(LOOPBACK);
    ipv6Sockets = false;
    assertThat(Diagnosis.of(machine()))
        .filteredOn(f -> f.verdict() != Verdict.OK)
        .extracting(Finding::topic)
        .containsExactly("interfaces", "IPv6");
  }

  @Test
  void noInterfaceAtAll() {
    cards = List.of(new Card("lo", false, true, List.of("127.0.0.1"), false, false));
    ipv6Sockets = false;
    assertThat(Diagnosis.of(machine()))
        .filteredOn(f -> f.verdict() == Verdict.WRONG)
        .extracting(Finding::topic)
        .containsExactly("interfaces");
  }

  @Test
  void aHomeThatCannotBeWritten() {
    data = data(Optional.of("permission denied"), 10L << 30);
    expect(Verdict.WRONG, "data", "--home");
  }

  @Test
  void aCurrentFolderThatCannotBeWrittenIsOnlyWorthKnowing() {
    folder = folder(Optional.of("permission denied"), 10L << 30);
    expect(Verdict.NOTE, "this folder", "-d DIR");
  }

  @Test
  void fullDisks() {
    data = data(Optional.empty(), 10L << 20);
    expect(Verdict.WRONG, "data", "free some space");
    data = data(Optional.empty(), 10L << 30);
    folder = folder(Optional.empty(), 500L << 20);
    expect(Verdict.NOTE, "this folder", "another disk");
    folder = folder(Optional.empty(), 1L << 20);
    expect(Verdict.WRONG, "this folder", "free some space");
  }

  @Test
  void fewOpenFiles() {
    openFiles = OptionalLong.of(1024);
    expect(Verdict.NOTE, "open files", "ulimit -n");
    openFiles = OptionalLong.of(256);
    expect(Verdict.WRONG, "open files", "ulimit -n");
  }

  @Test
  void aDamagedDatabase() {
    resume = new ResumeData(DATABASE, OptionalInt.empty(), Optional.of("file is not a database"));
    expect(Verdict.WRONG, "resume data", "move the file away");
  }

  @Test
  void theReportEndsWithASumAndACode(@TempDir Path folderOfTest) {
    TestConsole well = new TestConsole(folderOfTest);
    assertThat(doctor(well, false).report(machine())).isEqualTo(ExitCode.DONE);
    assertThat(well.out()).endsWith("nothing is wrong\n").doesNotContain("→");

    port = port(Optional.of("address already in use"));
    TestConsole ill = new TestConsole(folderOfTest);
    assertThat(doctor(ill, false).report(machine())).isEqualTo(ExitCode.FAILED);
    assertThat(ill.out())
        .contains("WRONG  port 6969 UDP  address already in use (tracker)\n", "→ end the program")
        .endsWith("1 thing is wrong\n");

    TestConsole program = new TestConsole(folderOfTest);
    assertThat(doctor(program, true).report(machine())).isEqualTo(ExitCode.FAILED);
    assertThat(program.events()).hasSize(1);
    assertThat(program.events().getFirst().path("wrong").asInt()).isEqualTo(1);
    assertThat(program.events().getFirst().path("folders").path(0).path("path").asString())
        .isEqualTo(HOME.toString());
  }

  private static Doctor doctor(TestConsole test, boolean json) {
    return new Doctor(new Output(test.console(), Output.Verbosity.NORMAL, json));
  }
}

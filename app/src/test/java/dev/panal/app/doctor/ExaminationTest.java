package dev.panal.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.TestConsole;
import dev.panal.app.resume.ResumeCount;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class ExaminationTest {
  @TempDir Path folder;

  @Test
  void thisMachine() throws IOException {
    TestConsole test = new TestConsole(folder);
    int code = test.run("doctor", "--json", "--home", "new/home");
    JsonNode report = test.events().getFirst();
    // Its ports may be taken, whatever else is well.
    assertThat(code).isEqualTo(report.path("wrong").asInt() == 0 ? 0 : 1);
    assertThat(report.path("jdk").path("version").asString()).startsWith("25");
    assertThat(report.path("processors").path("count").asInt()).isPositive();
    assertThat(report.path("hashing").path("sha1_rate").asLong()).isGreaterThan(1_000_000);
    assertThat(report.path("hashing").path("sha256_rate").asLong()).isGreaterThan(1_000_000);
    assertThat(report.path("interfaces").size()).isPositive();
    assertThat(report.path("ports").size()).isEqualTo(3);
    JsonNode home = report.path("folders").path(0);
    assertThat(home.path("path").asString()).isEqualTo(folder.resolve("new/home").toString());
    assertThat(home.path("writable").asBoolean()).isTrue();
    assertThat(home.path("free_bytes").asLong()).isPositive();
    // Nothing was made or left.
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void portsThatAreTaken() throws IOException {
    try (ServerSocket tcp = new ServerSocket(0);
        DatagramSocket udp = new DatagramSocket(new InetSocketAddress(0))) {
      assertThat(Examination.tcp(tcp.getLocalPort(), "", "").fault()).isPresent();
      assertThat(Examination.udp(udp.getLocalPort(), "", "").fault()).isPresent();
    }
    assertThat(Examination.tcp(0, "", "").fault()).isEmpty();
    assertThat(Examination.udp(0, "", "").fault()).isEmpty();
  }

  @Test
  void aFileWhereAFolderShouldBe() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(Examination.place("data", file, "", true).fault()).contains("not a folder");
    assertThat(Examination.place("data", file.resolve("home"), "", true).fault())
        .contains(file + " is not a folder");
  }

  @Test
  void aDatabaseThatIsNone() throws IOException {
    Files.writeString(ResumeCount.database(folder), "no database at all, but long enough to try");
    TestConsole test = new TestConsole(folder);
    assertThat(test.run("doctor", "--home", folder)).isEqualTo(1);
    assertThat(test.out()).contains("WRONG  resume data", "panal.db: ", "→");
  }

  @Test
  @EnabledOnOs(OS.LINUX) // nobody may make folders in /proc, not even root
  void aHomeThatCannotBeWritten() {
    TestConsole test = new TestConsole(folder);
    assertThat(test.run("doctor", "--home", "/proc/panal")).isEqualTo(1);
    assertThat(test.out()).contains("WRONG  data           /proc/panal: cannot be written: ");
  }
}

package dev.panal.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcFilesTest {
  @Test
  void anX86Processor() {
    List<String> cpuinfo =
        List.of(
            "processor\t: 0",
            "model name\t: AMD EPYC 7B13",
            "flags\t\t: fpu ssse3 avx avx2 sha_ni avx512fake",
            "",
            "processor\t: 1",
            "flags\t\t: fpu");
    assertThat(ProcFiles.model(cpuinfo)).isEqualTo("AMD EPYC 7B13");
    assertThat(ProcFiles.instructions(cpuinfo)).contains(List.of("sha_ni", "avx2", "avx", "ssse3"));
  }

  @Test
  void anArmProcessor() {
    List<String> cpuinfo = List.of("processor\t: 0", "Features\t: fp asimd sha1 sha2 crc32");
    assertThat(ProcFiles.model(cpuinfo)).isEmpty();
    assertThat(ProcFiles.instructions(cpuinfo)).contains(List.of("sha1", "sha2", "asimd"));
  }

  @Test
  void anotherSystem() {
    List<String> nothing = ProcFiles.lines("/no/such/file");
    assertThat(ProcFiles.model(nothing)).isEmpty();
    assertThat(ProcFiles.instructions(nothing)).isEmpty();
    assertThat(ProcFiles.openFiles(nothing)).isEmpty();
    assertThat(ProcFiles.memory(nothing, "MemTotal")).isEmpty();
  }

  @Test
  void limits() {
    String before =
        "Max processes             95000                95000                processes ";
    assertThat(
            ProcFiles.openFiles(
                List.of(
                    before,
                    "Max open files            1024                 524288               files")))
        .hasValue(1024);
    assertThat(
            ProcFiles.openFiles(
                List.of(
                    "Max open files            unlimited            unlimited            files")))
        .hasValue(Long.MAX_VALUE);
  }

  @Test
  void memory() {
    List<String> meminfo = List.of("MemTotal:       16000000 kB", "MemAvailable:    1000 kB");
    assertThat(ProcFiles.memory(meminfo, "MemTotal")).hasValue(16_000_000L * 1024);
    assertThat(ProcFiles.memory(meminfo, "MemAvailable")).hasValue(1_024_000);
    assertThat(ProcFiles.memory(meminfo, "SwapFree")).isEmpty();
  }
}

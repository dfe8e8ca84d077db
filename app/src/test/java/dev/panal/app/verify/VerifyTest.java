package dev.panal.app.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.TestConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifyTest {
  @TempDir Path folder;

  private void make(String version) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data/deep"));
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i ^ i >>> 8);
    }
    Files.write(folder.resolve("data/a"), bytes);
    Files.write(data.resolve("b"), Arrays.copyOf(bytes, 40_000));
    Files.writeString(folder.resolve("data/empty"), "");
    assertThat(
            new TestConsole(folder)
                .run("create", "data", version, "--piece-length", "16KiB", "-o", "x.torrent"))
        .isZero();
  }

  private TestConsole verify(int code, Object... more) {
    Object[] args = new Object[more.length + 2];
    args[0] = "verify";
    args[1] = "x.torrent";
    System.arraycopy(more, 0, args, 2, more.length);
    TestConsole test = new TestConsole(folder);
    assertThat(test.run(args)).as(test.out() + test.err()).isEqualTo(code);
    return test;
  }

  @ParameterizedTest
  @ValueSource(strings = {"--v1", "--v2", "--hybrid"})
  void everyKindOfHarmIsSeen(String version) throws IOException {
    make(version);
    assertThat(verify(0).out())
        .contains("ok         data/a", "ok         data/deep/b", "ok         data/empty");

    byte[] bytes = Files.readAllBytes(folder.resolve("data/a"));
    bytes[70_000] ^= 1;
    Files.write(folder.resolve("data/a"), bytes);
    assertThat(verify(1).out()).contains("damaged    data/a (1 of 7 pieces wrong)");

    Files.write(folder.resolve("data/a"), Arrays.copyOf(bytes, 50_000));
    assertThat(verify(1).out()).contains("too short  data/a");

    bytes[70_000] ^= 1;
    Files.write(folder.resolve("data/a"), Arrays.copyOf(bytes, 100_001));
    assertThat(verify(1).out()).contains("too long   data/a\n");

    Files.delete(folder.resolve("data/deep/b"));
    assertThat(verify(1).out()).contains("missing    data/deep/b");

    Files.delete(folder.resolve("data/empty"));
    TestConsole last = verify(1);
    assertThat(last.out()).contains("missing    data/empty");
    assertThat(last.err()).contains("3 of 3 files");
  }

  @Test
  void jsonIsOneObject() throws IOException {
    make("--v1");
    TestConsole test = verify(0, "--json");
    assertThat(test.events()).hasSize(1);
    assertThat(test.events().getFirst().path("complete").asBoolean()).isTrue();
    assertThat(test.events().getFirst().path("files").size()).isEqualTo(3);
  }

  @Test
  void dataMayBeNamedInSeveralWays() throws IOException {
    make("--v1");
    assertThat(verify(0, folder).err()).contains("all is there");
    assertThat(verify(0, "data").err()).contains("all is there");
    Files.move(folder.resolve("data"), folder.resolve("other"));
    assertThat(verify(0, "other").err()).contains("all is there");
    assertThat(verify(1).out()).contains("missing    data/a");
  }

  @Test
  void aSingleFileMayHaveAnotherName() throws IOException {
    Files.writeString(folder.resolve("song"), "la la la");
    assertThat(new TestConsole(folder).run("create", "song", "-o", "x.torrent")).isZero();
    Files.move(folder.resolve("song"), folder.resolve("melody"));
    assertThat(verify(0, "melody").out()).contains("ok         melody");
    assertThat(verify(1).out()).contains("missing    song");
  }

  @Test
  void filesThatDifferOnlyInCaseAreFoundUnderTheirOwnNames() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("README"), "A");
    Files.writeString(data.resolve("readme"), "a");
    assertThat(new TestConsole(folder).run("create", "data", "-o", "x.torrent")).isZero();
    assertThat(verify(0).out()).contains("data/README", "data/readme");
  }
}

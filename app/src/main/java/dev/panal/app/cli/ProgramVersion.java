package dev.panal.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/// The version of this build, as Maven knows it.
final class ProgramVersion implements IVersionProvider {
  /// `0.1.0`.
  static String number() throws IOException {
    try (InputStream in = ProgramVersion.class.getResourceAsStream("/dev/panal/app/version.txt")) {
      if (in == null) {
        throw new IOException("version.txt is missing in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"panal " + number()};
  }
}

package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Failure;
import dev.panal.io.Failure.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What people read when a file cannot be used.
class DiskFaultTest {
  private static final Path FILE = Path.of("/folder/file");

  @Test
  void theReasonIsSaidAndTheFileOnce() {
    assertThat(failure(new AccessDeniedException("/folder/file")))
        .isEqualTo(new Failure(Reason.DENIED, "/folder/file", "permission denied"));
    assertThat(failure(new NoSuchFileException("/folder/file")))
        .isEqualTo(new Failure(Reason.NOT_FOUND, "/folder/file", "no such file or folder"));
    assertThat(failure(new FileSystemException("/folder/file", null, "Input/output error")))
        .isEqualTo(new Failure(Reason.IO, "/folder/file", "Input/output error"));
    assertThat(failure(new FileSystemException("/folder/file")).detail())
        .isEqualTo("FileSystemException");
  }

  private static Failure failure(IOException e) {
    return DiskFault.of(FILE, e, 0).failure();
  }
}

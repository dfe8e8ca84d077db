package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// One world per test, which must end with every lease given back.
abstract class ContractTest {
  /// Long enough for a loaded machine; a virtual world gets there in no time.
  static final Duration LIMIT = Duration.ofSeconds(20);

  /// How long we wait before we believe that something does not happen.
  static final Duration A_WHILE = Duration.ofMillis(80);

  WorldUnderTest world;
  Ports ports;

  /// A fresh world.
  ///
  /// @param folder exists on the real disk; a virtual world may take the name only
  protected abstract WorldUnderTest open(Path folder);

  @BeforeEach
  void openWorld(@TempDir Path folder) {
    world = open(folder);
    ports = world.ports();
  }

  @AfterEach
  void closeWorld() {
    try {
      boolean whole = world.await(LIMIT, () -> ports.buffers().onLoanBytes() == 0);
      assertThat(whole).as("every lease was given back").isTrue();
    } finally {
      world.close();
    }
  }

  void awaitThat(String what, BooleanSupplier condition) {
    assertThat(world.await(LIMIT, condition)).as(what).isTrue();
  }
}

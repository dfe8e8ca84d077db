package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlatformConfigTest {
  private final PlatformConfig defaults = PlatformConfig.defaults();

  @Test
  void nonsenseIsRefusedByName() {
    refused("name", () -> defaults.withName(" "));
    refused("stallLimit", () -> defaults.withStallLimit(Duration.ZERO));
    refused("idleBufferBytes", () -> defaults.withIdleBufferBytes(-1));
    refused("openFiles", () -> defaults.disk().withOpenFiles(0));
    refused("writeThreads", () -> defaults.disk().withThreads(1, 0, 1));
    refused("writeMarkBytes", () -> defaults.disk().withWriteMarkBytes(0));
    refused("readAheadBytes", () -> defaults.disk().withReadAheadBytes(0));
    refused("userAgent", () -> defaults.http().withUserAgent(""));
    refused("exchanges", () -> defaults.http().withExchanges(0));
  }

  @Test
  void changesOneThingAtATime() {
    PlatformConfig changed = defaults.withName("other").withDisk(defaults.disk().withOpenFiles(7));
    assertThat(changed.name()).isEqualTo("other");
    assertThat(changed.disk().openFiles()).isEqualTo(7);
    assertThat(changed.http()).isEqualTo(defaults.http());
    assertThat(changed.withName("panal").withDisk(defaults.disk())).isEqualTo(defaults);
  }

  private static void refused(String setting, Runnable change) {
    assertThatThrownBy(change::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(setting);
  }
}

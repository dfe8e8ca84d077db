package dev.panal.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.InfoHash;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackerConfigTest {
  @Test
  void namesWhatIsWrong() {
    TrackerConfig config = TrackerConfig.defaults();
    Duration second = Duration.ofSeconds(1);
    Duration minute = Duration.ofMinutes(1);

    assertThatThrownBy(() -> config.withIntervals(Duration.ZERO, second, minute))
        .hasMessageStartingWith("interval:");
    assertThatThrownBy(() -> config.withIntervals(second, minute, minute))
        .hasMessageStartingWith("min-interval:");
    assertThatThrownBy(() -> config.withIntervals(minute, second, second))
        .hasMessageStartingWith("max-interval:");
    assertThatThrownBy(() -> config.withSilence(Duration.ofDays(8)))
        .hasMessageStartingWith("silence:");
    assertThatThrownBy(() -> new TrackerConfig.Limits(50, 20, 1, 1, 1, 1_000, 1 << 20, 0))
        .hasMessageStartingWith("default-peers:");
    assertThatThrownBy(() -> new TrackerConfig.Limits(50, 200, 1, 1, 1, 1_000, 1_000, 0))
        .hasMessageStartingWith("memory-bytes:");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, false, true, true",
    "::1, false, true, true",
    "192.168.1.7, false, false, true",
    "169.254.1.7, false, false, true",
    "fe80::1, false, false, true",
    "fd12::1, false, false, true",
    "203.0.113.7, false, false, false",
    "2001:db8::1, false, false, false"
  })
  void claimsAreBelievedOfNeighboursOnly(
      String sender, boolean nobody, boolean loopback, boolean privately) {
    InetAddress address = InetAddress.ofLiteral(sender);

    assertThat(AddressClaims.NOBODY.believes(address)).isEqualTo(nobody);
    assertThat(AddressClaims.LOOPBACK.believes(address)).isEqualTo(loopback);
    assertThat(AddressClaims.PRIVATE.believes(address)).isEqualTo(privately);
  }

  @Test
  void policiesAreValues() {
    InfoHash known = Announcer.swarm(1);
    InfoHash other = Announcer.swarm(2);
    Set<InfoHash> infoHashes = new HashSet<>(Set.of(known));
    TrackerPolicy allow = new TrackerPolicy.AllowList(infoHashes);
    TrackerPolicy deny = new TrackerPolicy.DenyList(infoHashes);
    infoHashes.clear();

    assertThat(allow.admits(known)).isTrue();
    assertThat(allow.admits(other)).isFalse();
    assertThat(deny.admits(known)).isFalse();
    assertThat(deny.admits(other)).isTrue();
    assertThat(TrackerPolicy.OPEN.admits(other)).isTrue();
  }
}

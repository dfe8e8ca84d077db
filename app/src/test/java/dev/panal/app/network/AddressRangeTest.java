package dev.panal.app.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

final class AddressRangeTest {
  private static boolean contains(String range, String address) {
    return AddressRange.parse(range).contains(InetAddress.ofLiteral(address));
  }

  @Test
  void containsWhatBeginsWithTheSameBits() {
    assertThat(contains("192.0.2.7", "192.0.2.7")).isTrue();
    assertThat(contains("192.0.2.7", "192.0.2.6")).isFalse();
    assertThat(contains("192.0.2.0/24", "192.0.2.255")).isTrue();
    assertThat(contains("192.0.2.0/24", "192.0.3.0")).isFalse();
    assertThat(contains("192.0.2.128/25", "192.0.2.128")).isTrue();
    assertThat(contains("192.0.2.128/25", "192.0.2.127")).isFalse();
    assertThat(contains("0.0.0.0/0", "255.1.2.3")).isTrue();
    assertThat(contains("10.1.2.3/8", "10.9.9.9")).isTrue();
    assertThat(contains("2001:db8::/33", "2001:db8:7fff::1")).isTrue();
    assertThat(contains("2001:db8::/33", "2001:db8:8000::1")).isFalse();
    assertThat(contains("::1", "127.0.0.1")).isFalse();
    assertThat(contains("::/0", "127.0.0.1")).isFalse();
  }

  @Test
  void refusesWhatIsNoRange() {
    for (String text : new String[] {"", "proxy", "1.2.3.4.5", "/24", "::g"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AddressRange.parse(text))
          .withMessageContaining("address in digits");
    }
    for (String text : new String[] {"1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1", "::/129", "::/1x"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AddressRange.parse(text))
          .withMessageContaining("number of bits");
    }
  }
}

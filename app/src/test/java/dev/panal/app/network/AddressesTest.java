package dev.panal.app.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:80, 127.0.0.1:80",
    "[::1]:6881, [0:0:0:0:0:0:0:1]:6881",
    "::1:6881, [0:0:0:0:0:0:0:1]:6881"
  })
  void peersAreRead(String text, String printed) {
    assertThat(Addresses.print(Addresses.peer("--peer", text))).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536", ":80", "1.2.3.4:x"})
  void whatIsNoPeerIsWrongUsage(String text) {
    assertThatThrownBy(() -> Addresses.peer("--peer", text))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("--peer " + text);
  }

  @Test
  void anInterfaceMayStandForItsAddress() throws SocketException {
    NetworkInterface loopback =
        NetworkInterface.networkInterfaces()
            .filter(i -> i.inetAddresses().anyMatch(InetAddress::isLoopbackAddress))
            .findFirst()
            .orElseThrow();
    assertThat(Addresses.bind("--bind", loopback.getName()).isLoopbackAddress()).isTrue();
    assertThat(Addresses.bind("--bind", "192.0.2.7")).isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
    assertThatThrownBy(() -> Addresses.bind("--bind", "no-such"))
        .hasMessageContaining("--bind no-such");
  }

  @Test
  void allAddressesAreReachableUnderOneOfThem() {
    assertThat(Addresses.reachable(Addresses.any()).isAnyLocalAddress()).isFalse();
    InetAddress one = InetAddress.ofLiteral("192.0.2.7");
    assertThat(Addresses.reachable(one)).isEqualTo(one);
    assertThat(Addresses.bound(new InetSocketAddress(0).getAddress())).isEqualTo("*");
  }
}

package dev.panal.app.tracker.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class AddressPlacesTest {
  private final AddressPlaces places =
      new AddressPlaces(2, address -> address.getHostAddress().equals("10.0.0.1"));

  private InetAddress enter(String address) throws IOException {
    return places.enter(new InetSocketAddress(InetAddress.ofLiteral(address), 4711));
  }

  @Test
  void anAddressHasSoManyPlacesAndNoMore() throws IOException {
    InetAddress first = enter("192.0.2.7");
    enter("192.0.2.7");
    assertThatThrownBy(() -> enter("192.0.2.7")).hasMessageContaining("192.0.2.7");
    assertThat(places.refused()).isEqualTo(1);
    enter("192.0.2.8");
    places.leave(first);
    enter("192.0.2.7");
    assertThatThrownBy(() -> enter("192.0.2.7")).isInstanceOf(IOException.class);
  }

  @Test
  void aHouseholdOfIpv6IsOneAddress() throws IOException {
    enter("2001:db8:1:2::1");
    enter("2001:db8:1:2:ffff::2");
    assertThatThrownBy(() -> enter("2001:db8:1:2::3")).isInstanceOf(IOException.class);
    enter("2001:db8:1:3::1");
  }

  @Test
  void loopbackAndProxiesAreNotCounted() throws IOException {
    for (int i = 0; i < 10; i++) {
      assertThat(enter("127.0.0.1")).isNull();
      assertThat(enter("::1")).isNull();
      assertThat(enter("10.0.0.1")).isNull();
    }
  }
}

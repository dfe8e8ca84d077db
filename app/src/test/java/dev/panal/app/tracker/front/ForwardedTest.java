package dev.panal.app.tracker.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.app.network.AddressRange;
import java.net.InetAddress;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

final class ForwardedTest {
  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");

  private final Forwarded forwarded =
      new Forwarded(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("::1")));

  private Forwarded.Original original(String... headers) throws Forwarded.Doubtful {
    HttpFields.Mutable fields = HttpFields.build();
    for (String header : headers) {
      int colon = header.indexOf(':');
      fields.add(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    return forwarded.original(PROXY, fields);
  }

  private String client(String... headers) throws Forwarded.Doubtful {
    return original(headers).client().getHostAddress();
  }

  @Test
  void theNearestThatIsNoProxyCounts() throws Exception {
    assertThat(client("X-Forwarded-For: 192.0.2.7")).isEqualTo("192.0.2.7");
    assertThat(client("X-Forwarded-For: 1.1.1.1, 192.0.2.7")).isEqualTo("192.0.2.7");
    assertThat(client("X-Forwarded-For: 1.1.1.1, 192.0.2.7, 10.0.0.2")).isEqualTo("192.0.2.7");
    assertThat(client("X-Forwarded-For: 1.1.1.1", "X-Forwarded-For: 192.0.2.7, 10.0.0.2"))
        .isEqualTo("192.0.2.7");
    assertThat(client("X-Forwarded-For: 10.0.0.3, 10.0.0.2")).isEqualTo("10.0.0.3");
    assertThat(client("X-Forwarded-For: invented nonsense, 192.0.2.7")).isEqualTo("192.0.2.7");
    assertThat(client()).isEqualTo("10.0.0.1");
  }

  @Test
  void addressesMayHavePorts() throws Exception {
    assertThat(client("X-Forwarded-For: 192.0.2.7:4711")).isEqualTo("192.0.2.7");
    assertThat(client("X-Forwarded-For: 2001:db8::7")).isEqualTo("2001:db8:0:0:0:0:0:7");
    assertThat(client("X-Forwarded-For: [2001:db8::7]:4711")).isEqualTo("2001:db8:0:0:0:0:0:7");
    assertThat(client("X-Forwarded-For: ::ffff:192.0.2.7")).isEqualTo("192.0.2.7");
  }

  @Test
  void theStandardHeaderIsReadToo() throws Exception {
    assertThat(client("Forwarded: for=192.0.2.7")).isEqualTo("192.0.2.7");
    assertThat(client("Forwarded: for=1.1.1.1;by=2.2.2.2, For=\"[2001:db8::7]:99\";proto=https"))
        .isEqualTo("2001:db8:0:0:0:0:0:7");
    Forwarded.Original original =
        original("Forwarded: proto=https;host=\"tracker.example:8443\";for=192.0.2.7");
    assertThat(original.scheme()).contains("https");
    assertThat(original.host()).contains("tracker.example:8443");
    original =
        original(
            "X-Forwarded-For: 192.0.2.7",
            "X-Forwarded-Proto: HTTPS",
            "X-Forwarded-Host: tracker.example");
    assertThat(original.scheme()).contains("https");
    assertThat(original.host()).contains("tracker.example");
    assertThat(original("X-Forwarded-Proto: gopher").scheme()).isEmpty();
  }

  @Test
  void whatIsDoubtfulIsRefused() throws Exception {
    assertThat(client("X-Forwarded-For: 192.0.2.7", "Forwarded: for=192.0.2.7"))
        .isEqualTo("192.0.2.7");
    assertThatThrownBy(() -> client("X-Forwarded-For: 192.0.2.7", "Forwarded: for=192.0.2.8"))
        .hasMessageContaining("contradict");
    for (String hop :
        new String[] {"unknown", "_hidden", "tracker.example", "300.1.1.1", "[::1", "[]", ":"}) {
      assertThatThrownBy(() -> client("X-Forwarded-For: 192.0.2.7, " + hop))
          .as(hop)
          .hasMessageContaining("X-Forwarded-For")
          .isInstanceOf(Forwarded.Doubtful.class);
    }
  }
}

package dev.panal.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.Encryption;
import dev.panal.engine.SessionEvent;
import dev.panal.simulator.HostSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Swarms of sessions that want their connections encrypted, or not, or do not mind.
final class EncryptionTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final VirtualTorrent TORRENT =
      VirtualTorrent.file("file.bin", 2_000_000, 32 * 1024, List.of(List.of(TrackerHost.HTTP_URL)));

  @Test
  void everybodyRequiresIt() {
    try (Scenario scenario = new Scenario(1, TORRENT)) {
      seed(scenario, "seed", Encryption.REQUIRE);
      List<Client> leechers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        leechers.add(leecher(scenario, "leecher " + i, Encryption.REQUIRE));
      }
      finish(scenario, leechers);
    }
  }

  @Test
  void allKindsTogether() {
    try (Scenario scenario = new Scenario(2, TORRENT)) {
      seed(scenario, "seed", Encryption.ALLOW);
      List<Client> leechers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        for (Encryption how : Encryption.values()) {
          leechers.add(leecher(scenario, how + " " + i, how));
        }
      }
      finish(scenario, leechers);
      for (Client leecher : leechers) {
        // Never between one that requires it and one that has it off.
        String enemy =
            leecher.host().name().startsWith("REQUIRE")
                ? "OFF"
                : leecher.host().name().startsWith("OFF") ? "REQUIRE" : "nobody";
        List<String> met =
            leecher.events(SessionEvent.PeerConnected.class).stream()
                .map(event -> name(scenario, event.peer().getAddress()))
                .toList();
        assertThat(met).isNotEmpty().noneMatch(name -> name.startsWith(enemy));
      }
    }
  }

  @Test
  void aPlainDiallerComesToOneThatRequiresIt() {
    try (Scenario scenario = new Scenario(3, TORRENT)) {
      Client seed = seed(scenario, "seed", Encryption.REQUIRE);
      Client leecher = leecher(scenario, "leecher", Encryption.ALLOW).knows(seed);
      // No tracker: nobody dials but the leecher.
      scenario.startAll();
      assertThat(scenario.runUntilSeeding(List.of(leecher), LIMIT)).isTrue();
      assertThat(leecher.events(SessionEvent.PeerConnected.class)).hasSize(1);
      scenario.end();
    }
  }

  @Test
  void oneThatRequiresItAndOneThatHasItOffDoNotMeet() {
    try (Scenario scenario = new Scenario(4, TORRENT)) {
      Client seed = seed(scenario, "seed", Encryption.REQUIRE);
      Client leecher = leecher(scenario, "leecher", Encryption.OFF).knows(seed);
      seed.knows(leecher);
      scenario.startAll();
      assertThat(scenario.runUntilSeeding(List.of(leecher), Duration.ofMinutes(1))).isFalse();
      assertThat(leecher.events(SessionEvent.PeerConnected.class)).isEmpty();
      scenario.end();
    }
  }

  private static Client seed(Scenario scenario, String name, Encryption how) {
    Client client = leecher(scenario, name, how);
    TORRENT.place(client.host(), Client.FOLDER);
    return client;
  }

  private static Client leecher(Scenario scenario, String name, Encryption how) {
    return scenario.client(HostSpec.named(name), Scenario.config().withEncryption(how));
  }

  private static String name(Scenario scenario, InetAddress address) {
    return scenario.clients().stream()
        .map(Client::host)
        .filter(host -> host.address().equals(address))
        .findFirst()
        .orElseThrow()
        .name();
  }

  private static void finish(Scenario scenario, List<Client> these) {
    scenario.tracker().start();
    scenario.startAll();
    boolean done = scenario.runUntilSeeding(these, LIMIT);
    scenario.world().check();
    assertThat(done).as(() -> scenario.report().toString()).isTrue();
    for (Client client : these) {
      assertThat(client.whole()).as(client + " has every byte").isTrue();
    }
    scenario.end();
  }
}

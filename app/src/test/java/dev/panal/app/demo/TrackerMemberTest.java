package dev.panal.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TrackerMemberTest {
  private final TrackerMember tracker = new TrackerMember("tracker 2");

  private void says(String json) {
    tracker.hear(ChildEvent.parse(json).orElseThrow());
  }

  @Test
  void joinsThenListens() {
    assertThat(tracker.row()).endsWith("starting");
    says("{'event':'ring','size':2,'settled':false,'ring_port':6970}".replace('\'', '"'));
    assertThat(tracker.ringPort()).isEqualTo(6970);
    assertThat(tracker.row()).endsWith("joining");
    assertThat(tracker.listens()).isFalse();
    says(
        "{'event':'listening','http_url':'http://h/a','udp_url':'udp://h','page':'http://h/'}"
            .replace('\'', '"'));
    assertThat(tracker.urls()).containsExactly("http://h/a", "udp://h");
    assertThat(tracker.row()).endsWith("2 in the ring, copying, listening");
  }

  @Test
  void isSettledWhenItSeesAllAndNothingMoves() {
    says("{\"event\":\"ring\",\"size\":3,\"settled\":false,\"ring_port\":1}");
    assertThat(tracker.settled(3)).isFalse();
    says("{\"event\":\"ring\",\"size\":3,\"settled\":true}");
    assertThat(tracker.settled(3)).isTrue();
    assertThat(tracker.settled(2)).isFalse();
    assertThat(tracker.ringPort()).isEqualTo(1);
  }

  @Test
  void lastWordsOfOneThatWasKilledCountForNothing() {
    says("{\"event\":\"progress\",\"peers\":4}");
    assertThat(tracker.kept()).isEqualTo("4");
    tracker.killed();
    says("{\"event\":\"progress\",\"peers\":5}");
    assertThat(tracker.kept()).isEqualTo("killed");
    assertThat(tracker.event()).isEmpty();
    assertThat(tracker.row()).endsWith("killed (kill -9)");
  }
}

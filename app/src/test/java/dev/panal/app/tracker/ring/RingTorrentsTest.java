package dev.panal.app.tracker.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.app.tracker.hosting.HostedTorrent.Origin;
import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.app.tracker.hosting.HostingLimits;
import dev.panal.app.tracker.hosting.Publication;
import dev.panal.app.tracker.hosting.SampleTorrents;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RingTorrentsTest {
  private static final int NODES = 3;
  private static final Duration RETRY = Duration.ofMillis(100);

  @TempDir Path home;

  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final LocalRing ring = new LocalRing();
  private final List<Node> nodes = new ArrayList<>();

  /// A tracker's hosting, and its part in the ring.
  private final class Node {
    final Path data;
    final HostingLimits limits;
    private TrackerDatabase database;
    Hosting hosting;
    private LocalRing.Member member;
    private RingRows rows;
    private RingTorrents torrents;

    Node(int number, HostingLimits limits) throws IOException {
      this.data = home.resolve("node-" + number);
      this.limits = limits;
      start();
    }

    final void start() throws IOException {
      database = TrackerDatabase.open(data, warnings::add);
      hosting = new Hosting(database, limits, InstantSource.system(), warnings::add);
      member = ring.join(Runnable::run);
      rows = new RingRows(database, member, InstantSource.system());
      torrents = new RingTorrents(rows, hosting, warnings::add, RETRY);
      torrents.begin();
    }

    void stop() throws IOException {
      torrents.close();
      rows.close();
      member.close();
      hosting.close();
      database.close();
    }

    Path folder() {
      return data.resolve(Hosting.FOLDER);
    }

    List<String> files() {
      return hosting.all().stream().map(torrent -> torrent.file().name()).sorted().toList();
    }

    HostedTorrent publish(String name) {
      return publish(SampleTorrents.single(name, 5).encode());
    }

    HostedTorrent publish(byte[] bytes) {
      Publication published = hosting.publish(bytes, Origin.UPLOAD);
      assertThat(published).isInstanceOf(Publication.Added.class);
      return ((Publication.Added) published).torrent();
    }
  }

  private void nodes(HostingLimits limits) throws IOException {
    for (int i = 0; i < NODES; i++) {
      nodes.add(new Node(i, limits));
    }
  }

  private void nodes() throws IOException {
    nodes(HostingLimits.defaults());
  }

  @AfterEach
  void stop() throws IOException {
    stopAll();
    ring.close();
  }

  private void stopAll() throws IOException {
    for (Node node : nodes) {
      node.stop();
    }
  }

  private void startAll() throws IOException {
    for (Node node : nodes) {
      node.start();
    }
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
  }

  private void everywhere(String... files) {
    until(() -> nodes.stream().allMatch(node -> node.files().equals(List.of(files))));
  }

  /// Nothing goes in circles.
  private void quiet() throws InterruptedException {
    Thread.sleep(200);
    int before = ring.puts.get();
    Thread.sleep(600);
    assertThat(ring.puts.get()).isEqualTo(before);
  }

  @Test
  void whatOneHostsAllHostWithItsNameAndDate() throws Exception {
    nodes();
    HostedTorrent torrent = nodes.get(0).publish("one");
    Files.write(nodes.get(1).folder().resolve("by hand.torrent"), bytes("two"));
    everywhere("by hand.torrent", "one.torrent");
    for (Node node : nodes) {
      HostedTorrent here = node.hosting.find(torrent.infoHash()).orElseThrow();
      assertThat(here.added()).isEqualTo(torrent.added());
      assertThat(here.origin()).isEqualTo(Origin.UPLOAD);
      assertThat(node.hosting.bytes(here)).isEqualTo(bytes("one"));
    }
    quiet();
    assertThat(warnings).isEmpty();
  }

  private static byte[] bytes(String name) {
    return SampleTorrents.single(name, 5).encode();
  }

  private static InfoHash hash(String name) {
    return SampleTorrents.single(name, 5).info().infoHash();
  }

  @Test
  void allMayBeStoppedAndStartedAgain() throws Exception {
    nodes();
    HostedTorrent torrent = nodes.get(0).publish("one");
    everywhere("one.torrent");
    stopAll();
    startAll();
    everywhere("one.torrent");
    quiet();
    for (Node node : nodes) {
      assertThat(node.hosting.find(torrent.infoHash()).orElseThrow().added())
          .isEqualTo(torrent.added());
    }
    // One of them has lost its disk.
    nodes.get(2).stop();
    delete(nodes.get(2).data);
    nodes.get(2).start();
    everywhere("one.torrent");
    assertThat(warnings).isEmpty();
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void whatIsRemovedOnOneIsGoneOnAllAndStaysSo() throws Exception {
    nodes();
    HostedTorrent one = nodes.get(0).publish("one");
    HostedTorrent _ = nodes.get(0).publish("two");
    HostedTorrent _ = nodes.get(0).publish("three");
    everywhere("one.torrent", "three.torrent", "two.torrent");
    var _ = nodes.get(1).hosting.remove(one.infoHash());
    everywhere("three.torrent", "two.torrent");
    Files.delete(nodes.get(2).folder().resolve("two.torrent"));
    everywhere("three.torrent");
    nodes.get(1).stop();
    Files.delete(nodes.get(1).folder().resolve("three.torrent"));
    nodes.get(1).start();
    everywhere();
    stopAll();
    startAll();
    Thread.sleep(300);
    everywhere();
    quiet();
  }

  @Test
  void whoWasAwayLearnsWhatHasGoneAndCome() throws Exception {
    nodes();
    HostedTorrent old = nodes.get(0).publish("old");
    HostedTorrent again = nodes.get(0).publish("again");
    everywhere("again.torrent", "old.torrent");
    nodes.get(2).stop();
    var _ = nodes.get(1).hosting.remove(old.infoHash());
    var _ = nodes.get(1).hosting.remove(again.infoHash());
    until(() -> nodes.get(0).files().isEmpty());
    HostedTorrent _ = nodes.get(0).publish("new");
    HostedTorrent anew = nodes.get(0).publish("again");
    Files.write(nodes.get(2).folder().resolve("meanwhile.torrent"), bytes("meanwhile"));
    nodes.get(2).start();
    everywhere("again.torrent", "meanwhile.torrent", "new.torrent");
    until(() ->
        nodes.stream()
            .allMatch(node ->
                node.hosting.find(hash("again")).orElseThrow().added().equals(anew.added())));
    quiet();
  }

  @Test
  void whatWasPublishedAnewMeanwhileOutlivesALateRemoval() throws Exception {
    nodes();
    HostedTorrent torrent = nodes.get(0).publish("again");
    HostedTorrent _ = nodes.get(0).publish("other");
    everywhere("again.torrent", "other.torrent");
    nodes.get(2).stop();
    Files.delete(nodes.get(2).folder().resolve("again.torrent"));
    var _ = nodes.get(0).hosting.remove(torrent.infoHash());
    until(() -> nodes.get(1).files().size() == 1);
    HostedTorrent _ = nodes.get(1).publish("again");
    nodes.get(2).start();
    everywhere("again.torrent", "other.torrent");
    quiet();
  }

  @Test
  void anEmptyFolderIsALostFolder() throws Exception {
    nodes();
    HostedTorrent _ = nodes.get(0).publish("one");
    HostedTorrent _ = nodes.get(0).publish("two");
    everywhere("one.torrent", "two.torrent");
    nodes.get(0).stop();
    delete(nodes.get(0).folder());
    nodes.get(0).start();
    everywhere("one.torrent", "two.torrent");
    assertThat(warnings).hasSize(1).first().asString().contains("come back");
  }

  @Test
  void largeOnesTravelInParts() throws Exception {
    nodes();
    byte[] large = large(10 << 20);
    HostedTorrent torrent = nodes.get(1).publish(large);
    everywhere("large.torrent");
    for (Node node : nodes) {
      assertThat(node.hosting.bytes(node.hosting.find(torrent.infoHash()).orElseThrow()))
          .isEqualTo(large);
    }
    stopAll();
    delete(nodes.get(0).data);
    startAll();
    everywhere("large.torrent");
  }

  /// A torrent of nearly so many bytes.
  private static byte[] large(int bytes) {
    return new dev.panal.wire.bencode.BencodeWriter()
        .dict()
        .key("info")
        .dict()
        .key("length")
        .integer(((long) bytes - 1_000) / 20 * 16_384)
        .key("name")
        .string("large")
        .key("piece length")
        .integer(16_384)
        .key("pieces")
        .string(new byte[(bytes - 1_000) / 20 * 20])
        .end()
        .end()
        .bytes();
  }

  @Test
  void whoHasNoRoomSaysSoAndGoesOn() throws Exception {
    nodes.add(new Node(0, HostingLimits.defaults()));
    nodes.add(new Node(1, new HostingLimits(10 << 20, 1, 1 << 20)));
    HostedTorrent _ = nodes.get(0).publish("one");
    everywhere("one.torrent");
    HostedTorrent two = nodes.get(0).publish("two");
    until(() -> !warnings.isEmpty());
    assertThat(warnings).hasSize(1).first().asString().contains("two.torrent", "full");
    assertThat(nodes.get(1).files()).containsExactly("one.torrent");
    var _ = nodes.get(0).hosting.remove(two.infoHash());
    var _ = nodes.get(0).hosting.remove(hash("one"));
    everywhere();
  }

  /// As with a disk that was full.
  @Test
  void whatCouldNotBeWrittenIsTriedAgain() throws Exception {
    nodes();
    Path folder = nodes.get(1).folder();
    Files.delete(folder);
    Files.writeString(folder, "a file where the folder was");
    HostedTorrent _ = nodes.get(0).publish("one");
    until(() -> warnings.stream().anyMatch(warning -> warning.startsWith("one.torrent")));
    Thread.sleep(3_000);
    assertThat(nodes.get(1).files()).isEmpty();
    assertThat(warnings).filteredOn(warning -> warning.contains("cannot be written")).hasSize(1);
    Files.delete(folder);
    Files.createDirectory(folder);
    everywhere("one.torrent");
    assertThat(folder.resolve("one.torrent")).exists();
  }

  @Test
  void whoHadNoRoomGetsItWhenThereIsSome() throws Exception {
    nodes.add(new Node(0, HostingLimits.defaults()));
    nodes.add(new Node(1, new HostingLimits(10 << 20, 1, 1 << 20)));
    HostedTorrent one = nodes.get(0).publish("one");
    everywhere("one.torrent");
    HostedTorrent _ = nodes.get(0).publish("two");
    until(() -> !warnings.isEmpty());
    var _ = nodes.get(0).hosting.remove(one.infoHash());
    everywhere("two.torrent");
  }

  @Test
  void bothSidesOfACutAreJoined() throws Exception {
    nodes();
    HostedTorrent both = nodes.get(0).publish("both");
    everywhere("both.torrent");
    nodes.get(2).member.cutOff();
    HostedTorrent _ = nodes.get(0).publish("here");
    HostedTorrent _ = nodes.get(2).publish("there");
    var _ = nodes.get(2).hosting.remove(both.infoHash());
    until(() -> nodes.get(1).files().size() == 2);
    nodes.get(2).member.heal();
    everywhere("here.torrent", "there.torrent");
  }
}

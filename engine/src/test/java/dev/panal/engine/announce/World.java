package dev.panal.engine.announce;

import dev.panal.engine.testing.FakeBuffers;
import dev.panal.engine.testing.FakeDisk;
import dev.panal.engine.testing.FakeLoop;
import dev.panal.io.Ports;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.tracker.AnnounceReply;
import dev.panal.wire.tracker.PeerList;
import dev.panal.wire.tracker.TrackerEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Everything a test of announcing needs, in virtual time.
final class World {
  static final InfoHash INFO_HASH = InfoHash.ofHex("11".repeat(20));
  static final PeerId PEER_ID = PeerId.random("-PN0100-", new Random(5));
  static final InetSocketAddress PEER =
      new InetSocketAddress(FakeInternet.literal("10.0.0.7"), 6881);

  final FakeLoop loop = new FakeLoop();
  final FakeWeb web = new FakeWeb(loop);
  final FakeInternet internet = new FakeInternet(loop);
  final FakeTorrent torrent = new FakeTorrent();
  final Ports ports;
  final TrackerClient client;

  World() {
    FakeBuffers buffers = new FakeBuffers();
    ports =
        new Ports(
            loop,
            internet,
            new FakeDisk(loop, buffers, new FakeDisk.Volume(), 1),
            web,
            buffers,
            new Random(7));
    client = new TrackerClient(ports, new InetSocketAddress(0), "Panal/test");
  }

  Announcer announcer(AnnounceConfig config, List<List<String>> tiers) {
    return new Announcer(ports, client, config, INFO_HASH, PEER_ID, 6881, tiers, torrent);
  }

  Announcer announcer(String... urlsOfTiers) {
    return announcer(AnnounceConfig.defaults(), Arrays.stream(urlsOfTiers).map(List::of).toList());
  }

  void advance(long seconds) {
    loop.advance(Duration.ofSeconds(seconds));
  }

  List<TrackerEvent> eventsAt(String host) {
    return web.seenBy(host).stream().map(seen -> seen.request().event()).toList();
  }

  static AnnounceReply reply(Duration interval) {
    return AnnounceReply.of(interval, 3, 4, PeerList.of(List.of(PEER)));
  }
}

package dev.panal.wire.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Tracker messages drawn at random.
final class TrackerMessages {
  private TrackerMessages() {}

  static Arbitrary<byte[]> bytes(int length) {
    return Arbitraries.bytes().array(byte[].class).ofSize(length);
  }

  static Arbitrary<InfoHash> infoHashes() {
    return bytes(InfoHash.LENGTH).map(InfoHash::of);
  }

  static Arbitrary<Inet4Address> v4() {
    return bytes(4)
        .filter(b -> (b[0] | b[1] | b[2] | b[3]) != 0)
        .map(b -> (Inet4Address) PeerList.addressOf(b));
  }

  static Arbitrary<Inet6Address> v6() {
    return bytes(16)
        .map(b -> {
          b[0] = 0x20;
          return (Inet6Address) PeerList.addressOf(b);
        });
  }

  static Arbitrary<InetSocketAddress> v4Peers() {
    return Combinators.combine(v4(), Arbitraries.integers().between(1, 65535))
        .as(InetSocketAddress::new);
  }

  static Arbitrary<InetSocketAddress> v6Peers() {
    return Combinators.combine(v6(), Arbitraries.integers().between(1, 65535))
        .as(InetSocketAddress::new);
  }

  static Arbitrary<PeerList> peers(boolean withV4, boolean withV6) {
    return Combinators.combine(
            v4Peers().list().ofMaxSize(withV4 ? 30 : 0),
            v6Peers().list().ofMaxSize(withV6 ? 30 : 0))
        .as((v4, v6) -> {
          v4.addAll(v6);
          return PeerList.of(v4);
        });
  }

  /// Requests with everything that UDP carries.
  static Arbitrary<AnnounceRequest> udpRequests() {
    Arbitrary<Long> amount = Arbitraries.longs().greaterOrEqual(0);
    return Combinators.combine(
            infoHashes(),
            bytes(PeerId.LENGTH).map(PeerId::of),
            Arbitraries.integers().between(0, 65535),
            Combinators.combine(amount, amount, amount)
                .as((up, down, left) -> new TransferTotals(up, down, left, 0)),
            Arbitraries.of(TrackerEvent.class),
            Arbitraries.integers().greaterOrEqual(-1),
            Arbitraries.integers(),
            v4().optional())
        .as((infoHash, peerId, port, totals, event, numWant, key, address) ->
            AnnounceRequest.of(infoHash, peerId, port, totals, event, numWant, key)
                .withAddress(address.map(a -> a)));
  }

  /// Requests with everything that HTTP carries.
  static Arbitrary<AnnounceRequest> httpRequests() {
    return Combinators.combine(
            udpRequests(),
            Arbitraries.longs().greaterOrEqual(0),
            v6().optional(),
            v4().optional(),
            v6().optional(),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(20).optional(),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as((base, corrupt, address6, v4, v6, trackerId, compact, noPeerId) ->
            new AnnounceRequest(
                base.infoHash(),
                base.peerId(),
                base.port(),
                new TransferTotals(
                    base.totals().uploaded(),
                    base.totals().downloaded(),
                    base.totals().left(),
                    corrupt),
                base.event(),
                base.numWant(),
                base.key(),
                address6.isPresent() ? address6.map(a -> a) : base.address(),
                v4,
                v6,
                trackerId,
                compact,
                noPeerId));
  }

  static Arbitrary<Duration> durations() {
    return Arbitraries.integers().between(1, 1_000_000).map(Duration::ofSeconds);
  }

  static Arbitrary<OptionalInt> counts() {
    return Arbitraries.integers()
        .greaterOrEqual(-1)
        .map(i -> i < 0 ? OptionalInt.empty() : OptionalInt.of(i));
  }

  static Arbitrary<SwarmCounts> swarmCounts() {
    Arbitrary<Integer> count = Arbitraries.integers().greaterOrEqual(0);
    return Combinators.combine(count, count, count, count)
        .as((seeders, leechers, downloaded, paused) ->
            new SwarmCounts(seeders, leechers, downloaded, Math.min(paused, leechers)));
  }

  /// UDP knows no partial seeds.
  static Arbitrary<SwarmCounts> udpSwarmCounts() {
    return swarmCounts()
        .map(all -> new SwarmCounts(all.seeders(), all.leechers(), all.downloaded()));
  }

  static Arbitrary<AnnounceReply> udpReplies(boolean ipv6) {
    Arbitrary<Integer> count = Arbitraries.integers().greaterOrEqual(0);
    return Combinators.combine(durations(), count, count, peers(!ipv6, ipv6))
        .as(AnnounceReply::of)
        .map(r ->
            new AnnounceReply(
                r.interval(),
                Optional.empty(),
                r.peers(),
                r.seeders(),
                r.leechers(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  static Arbitrary<ScrapeRequest> scrapeRequests() {
    return infoHashes()
        .list()
        .ofMaxSize(ScrapeRequest.MAX_INFO_HASHES)
        .map((List<InfoHash> list) -> new ScrapeRequest(list));
  }
}

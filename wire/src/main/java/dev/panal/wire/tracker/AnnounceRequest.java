package dev.panal.wire.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/// A client tells a tracker that it is in a swarm, and asks for others.
///
/// @param port where the client listens, 0 to 65535
/// @param numWant how many peers it would like; [#DEFAULT_NUM_WANT] leaves it to the tracker
/// @param key says over a change of address that the client is the same
/// @param address the address to hand to others instead of the one the request comes from; a
///   tracker believes it only of whom it trusts
/// @param ipv4 an IPv4 address of a client that announces over IPv6 (BEP 7)
/// @param ipv6 an IPv6 address of a client that announces over IPv4 (BEP 7)
/// @param trackerId what the tracker said in its last reply; HTTP only
/// @param compact whether peers may come in compact form (BEP 23); HTTP only
/// @param noPeerId whether peer ids may be left out of the long form; HTTP only
public record AnnounceRequest(
    InfoHash infoHash,
    PeerId peerId,
    int port,
    TransferTotals totals,
    TrackerEvent event,
    int numWant,
    int key,
    Optional<InetAddress> address,
    Optional<Inet4Address> ipv4,
    Optional<Inet6Address> ipv6,
    Optional<String> trackerId,
    boolean compact,
    boolean noPeerId) {
  public static final int DEFAULT_NUM_WANT = -1;

  public AnnounceRequest {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port);
    }
    if (numWant < DEFAULT_NUM_WANT) {
      throw new IllegalArgumentException("numWant " + numWant);
    }
  }

  /// A request as it is usual: compact, without addresses and tracker id.
  public static AnnounceRequest of(
      InfoHash infoHash,
      PeerId peerId,
      int port,
      TransferTotals totals,
      TrackerEvent event,
      int numWant,
      int key) {
    return new AnnounceRequest(
        infoHash,
        peerId,
        port,
        totals,
        event,
        numWant,
        key,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        true);
  }

  /// The same request with an address to hand to others.
  public AnnounceRequest withAddress(Optional<InetAddress> newAddress) {
    return new AnnounceRequest(
        infoHash,
        peerId,
        port,
        totals,
        event,
        numWant,
        key,
        newAddress,
        ipv4,
        ipv6,
        trackerId,
        compact,
        noPeerId);
  }

  /// The same request with a tracker id.
  public AnnounceRequest withTrackerId(Optional<String> newTrackerId) {
    return new AnnounceRequest(
        infoHash,
        peerId,
        port,
        totals,
        event,
        numWant,
        key,
        address,
        ipv4,
        ipv6,
        newTrackerId,
        compact,
        noPeerId);
  }
}

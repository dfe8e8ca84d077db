package dev.panal.tracker;

/// The peer that announces, taken apart into the numbers that rows are made of. One per shard,
/// loaded anew for every announce.
final class Requester {
  private final SipHash hash;

  long prefix;
  int prefixNumber;
  long tail;
  int tailEnd;
  int key;
  boolean v6;
  long addressHigh;
  long addressLow;
  int port;
  boolean loopback;
  PeerTable.Part part = PeerTable.Part.LEECHERS;

  /// See [Row#SHARE].
  int share;

  Requester(SipHash hash) {
    this.hash = hash;
  }

  void load(Announcement said, PrefixTable prefixes) {
    loadIdentity(said, prefixes);
    port = said.port;
    part = part(said);
    loopback = said.loopback();
    v6 = said.v6;
    addressHigh = said.addressHigh;
    addressLow = v6 ? said.addressLow : (int) said.addressLow;
  }

  private static PeerTable.Part part(Announcement said) {
    if (said.seed()) {
      return PeerTable.Part.SEEDS;
    }
    return said.change == Announcement.Change.PAUSED
        ? PeerTable.Part.PARTIAL_SEEDS
        : PeerTable.Part.LEECHERS;
  }

  /// Only who it is, not where.
  void loadIdentity(Announcement said, PrefixTable prefixes) {
    prefix = said.idPrefix;
    prefixNumber = prefixes.number(prefix);
    tail = said.idTail;
    tailEnd = said.idTailEnd;
    key = said.key;
  }

  /// Where a table looks for its id.
  long idHash() {
    return hash.hash(prefixNumber, tail, tailEnd);
  }

  /// What counts as one address for the limits: IPv4's, or the /64 that one household has of IPv6.
  long site() {
    return v6 ? addressHigh : addressLow;
  }
}

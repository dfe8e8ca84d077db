package dev.panal.tracker;

import dev.panal.wire.PeerId;
import dev.panal.wire.bencode.BencodeWriter;
import dev.panal.wire.tracker.AnnounceReply;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The answer to an announce as BEP 3 first had it: a dictionary for each peer, with its id.
final class LongReply {
  private LongReply() {}

  /// @param ids of all peers of the reply, IPv4 first; those that are unknown are left out
  static byte[] encode(AnnounceReply reply, List<Optional<PeerId>> ids) {
    BencodeWriter out = new BencodeWriter().dict();
    reply.seeders().ifPresent(count -> out.key("complete").integer(count));
    reply.downloaded().ifPresent(count -> out.key("downloaded").integer(count));
    reply.externalAddress().ifPresent(ip -> out.key("external ip").string(ip.getAddress()));
    reply.leechers().ifPresent(count -> out.key("incomplete").integer(count));
    out.key("interval").integer(reply.interval().toSeconds());
    reply.messages().ifPresent(path -> out.key("messages").string(path));
    reply.minInterval().ifPresent(min -> out.key("min interval").integer(min.toSeconds()));
    out.key("peers").list();
    List<InetSocketAddress> peers = reply.peers().addresses();
    for (int i = 0; i < peers.size(); i++) {
      out.dict().key("ip").string(peers.get(i).getAddress().getHostAddress());
      ids.get(i).ifPresent(id -> out.key("peer id").string(id.bytes()));
      out.key("port").integer(peers.get(i).getPort()).end();
    }
    out.end();
    reply
        .trackerId()
        .ifPresent(id -> out.key("tracker id").string(id.getBytes(StandardCharsets.ISO_8859_1)));
    reply.warning().ifPresent(warning -> out.key("warning message").string(warning));
    return out.end().bytes();
  }
}

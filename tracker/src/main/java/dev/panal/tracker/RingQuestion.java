package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What one node of a ring asks of another.
sealed interface RingQuestion {
  byte ANNOUNCE = 1;
  byte SUMMARIES = 2;
  byte PROVES = 3;
  byte PEERS = 4;
  int PREFER_V6 = 1;
  int BOTH_FAMILIES = 2;
  int WITH_IDS = 4;
  int SUMMARY_BYTES = 4 * 4;

  /// Peers that are named to another node: more than a page shows.
  int MAX_PEERS = 4_096;

  /// Answers on the loop of `member`.
  void answer(RingMember member, Consumer<byte[]> receiver);

  /// An announce, answered with [AnswerBytes].
  record Announce(Announcement said) implements RingQuestion {
    @Override
    public void answer(RingMember member, Consumer<byte[]> receiver) {
      member.answerAnnounce(said, receiver);
    }
  }

  /// Answered with four numbers for each.
  record Summaries(List<InfoHash> infoHashes) implements RingQuestion {
    @Override
    public void answer(RingMember member, Consumer<byte[]> receiver) {
      ByteBuffer out = ByteBuffer.allocate(infoHashes.size() * SUMMARY_BYTES);
      for (InfoHash infoHash : infoHashes) {
        SwarmSummary summary = member.summary(infoHash);
        out.putInt(summary.seeds()).putInt(summary.leechers());
        out.putInt(summary.completed()).putInt(summary.partialSeeds());
      }
      receiver.accept(out.array());
    }
  }

  /// Whose key this is, answered with the code of a [KeyProof].
  record Proves(InfoHash infoHash, PeerId peerId, int key) implements RingQuestion {
    @Override
    public void answer(RingMember member, Consumer<byte[]> receiver) {
      receiver.accept(new byte[] {member.provesHere(infoHash, peerId, key).code});
    }
  }

  /// Answered with [PeerListBytes].
  record Peers(InfoHash infoHash, int max) implements RingQuestion {
    @Override
    public void answer(RingMember member, Consumer<byte[]> receiver) {
      receiver.accept(PeerListBytes.of(member.peersHere(infoHash, Math.clamp(max, 0, MAX_PEERS))));
    }
  }

  static byte[] announce(Announcement said) {
    ByteBuffer out = ByteBuffer.allocate(PeerRecord.MAX_BYTES + 1 + 1 + 2);
    out.put(ANNOUNCE);
    PeerRecord.write(said, 0, out);
    int flags = (said.preferV6 ? PREFER_V6 : 0) | (said.bothFamilies ? BOTH_FAMILIES : 0);
    out.put((byte) (flags | (said.withIds ? WITH_IDS : 0))).putShort((short) said.wanted);
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }

  static byte[] summaries(List<InfoHash> infoHashes) {
    ByteBuffer out = ByteBuffer.allocate(1 + infoHashes.size() * InfoHash.LENGTH).put(SUMMARIES);
    infoHashes.forEach(infoHash -> infoHash.write(out));
    return out.array();
  }

  static byte[] proves(InfoHash infoHash, PeerId peerId, int key) {
    ByteBuffer out = ByteBuffer.allocate(1 + InfoHash.LENGTH + PeerId.LENGTH + 4).put(PROVES);
    infoHash.write(out);
    peerId.write(out);
    return out.putInt(key).array();
  }

  static byte[] peers(InfoHash infoHash, int max) {
    ByteBuffer out = ByteBuffer.allocate(1 + InfoHash.LENGTH + 4).put(PEERS);
    infoHash.write(out);
    return out.putInt(max).array();
  }

  static List<SwarmSummary> readSummaries(byte[] answer, List<InfoHash> infoHashes) {
    ByteBuffer in = ByteBuffer.wrap(answer);
    List<SwarmSummary> summaries = new ArrayList<>(infoHashes.size());
    for (InfoHash infoHash : infoHashes) {
      summaries.add(new SwarmSummary(infoHash, in.getInt(), in.getInt(), in.getInt(), in.getInt()));
    }
    return summaries;
  }

  /// @throws RuntimeException if it is none
  static RingQuestion read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte kind = in.get();
    return switch (kind) {
      case ANNOUNCE -> {
        Announcement said = new Announcement();
        long _ = PeerRecord.read(in, said);
        byte flags = in.get();
        said.wants(
            in.getShort(),
            (flags & PREFER_V6) != 0,
            (flags & BOTH_FAMILIES) != 0,
            (flags & WITH_IDS) != 0);
        yield new Announce(said);
      }
      case SUMMARIES -> {
        List<InfoHash> infoHashes = new ArrayList<>();
        while (in.hasRemaining()) {
          infoHashes.add(InfoHash.read(in));
        }
        yield new Summaries(infoHashes);
      }
      case PROVES -> new Proves(InfoHash.read(in), PeerId.read(in), in.getInt());
      case PEERS -> new Peers(InfoHash.read(in), in.getInt());
      default -> throw new IllegalArgumentException("a question of kind " + kind);
    };
  }
}

package dev.panal.app.tracker.ring;

import dev.panal.tracker.message.Audience;
import dev.panal.tracker.message.Message;
import dev.panal.tracker.message.MessageJournal.MailboxRecord;
import dev.panal.tracker.message.Site;
import dev.panal.tracker.message.SwarmMember;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/// How messages and mailboxes are written as rows.
final class MessageRows {
  private static final byte FORMAT = 1;
  private static final byte TO_PEER = 1;
  private static final byte TO_SWARM = 2;
  private static final byte TO_ALL = 3;

  /// Twice what a text may have today.
  private static final int MAX_TEXT_BYTES = 8_192;

  private MessageRows() {}

  /// The name of a message's row: also of one that is gone, it tells for whom it was.
  ///
  /// @param member for whom alone it is
  record MessageKey(long sequence, Optional<SwarmMember> member) {
    static MessageKey of(Message message) {
      return new MessageKey(
          message.sequence(),
          message.audience() instanceof Audience.Peer(SwarmMember member)
              ? Optional.of(member)
              : Optional.empty());
    }

    static MessageKey decode(String key) {
      int slash = key.indexOf('/');
      return slash < 0
          ? new MessageKey(Long.parseLong(key), Optional.empty())
          : new MessageKey(
              Long.parseLong(key.substring(0, slash)),
              Optional.of(MessageRows.member(key.substring(slash + 1))));
    }

    String encode() {
      return sequence + member.map(peer -> "/" + key(peer)).orElse("");
    }
  }

  /// The name of a mailbox's row.
  static String key(SwarmMember member) {
    return member.infoHash().hex() + "/" + HexFormat.of().formatHex(member.peerId().bytes());
  }

  private static SwarmMember member(String key) {
    int slash = key.indexOf('/');
    return new SwarmMember(
        InfoHash.ofHex(key.substring(0, slash)),
        PeerId.of(HexFormat.of().parseHex(key.substring(slash + 1))));
  }

  /// Writes some fields.
  private interface Fields {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeByte(FORMAT);
      fields.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes all
    }
    return bytes.toByteArray();
  }

  static byte[] encode(Message message) {
    return bytes(out -> {
      out.writeLong(message.sentMillis());
      byte[] address = message.sender().address().getAddress();
      out.writeByte(address.length);
      out.write(address);
      Optional<SwarmMember> from = message.sender().member();
      out.writeBoolean(from.isPresent());
      if (from.isPresent()) {
        write(from.get(), out);
      }
      switch (message.audience()) {
        case Audience.Peer(SwarmMember member) -> {
          out.writeByte(TO_PEER);
          write(member, out);
        }
        case Audience.Swarm(InfoHash infoHash) -> {
          out.writeByte(TO_SWARM);
          out.write(infoHash.bytes());
        }
        case Audience.Everybody _ -> out.writeByte(TO_ALL);
      }
      byte[] text = message.text().getBytes(StandardCharsets.UTF_8);
      out.writeInt(text.length);
      out.write(text);
    });
  }

  /// @return empty if it is written in a way that is not known here
  static Optional<Message> message(String key, byte[] row) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(row))) {
      if (in.readByte() != FORMAT) {
        return Optional.empty();
      }
      long sequence = MessageKey.decode(key).sequence();
      long sentMillis = in.readLong();
      InetAddress address = InetAddress.getByAddress(in.readNBytes(in.readByte()));
      Optional<SwarmMember> from =
          in.readBoolean() ? Optional.of(readMember(in)) : Optional.empty();
      Audience audience =
          switch (in.readByte()) {
            case TO_PEER -> new Audience.Peer(readMember(in));
            case TO_SWARM -> new Audience.Swarm(InfoHash.of(in.readNBytes(InfoHash.LENGTH)));
            case TO_ALL -> new Audience.Everybody();
            default -> throw new IOException("an unknown audience");
          };
      byte[] text = in.readNBytes(Math.clamp(in.readInt(), 0, MAX_TEXT_BYTES));
      return Optional.of(
          new Message(
              sequence,
              sentMillis,
              new Message.Sender(address, from),
              audience,
              new String(text, StandardCharsets.UTF_8)));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static byte[] encode(MailboxRecord mailbox) {
    return bytes(out -> {
      out.writeInt(mailbox.key());
      out.writeBoolean(mailbox.site().v6());
      out.writeLong(mailbox.site().bits());
      out.writeLong(mailbox.opened());
      out.writeLong(mailbox.after());
      out.writeLong(mailbox.seenMillis());
    });
  }

  /// @return empty if it is written in a way that is not known here
  static Optional<MailboxRecord> mailbox(String key, byte[] row) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(row))) {
      if (in.readByte() != FORMAT) {
        return Optional.empty();
      }
      return Optional.of(
          new MailboxRecord(
              member(key),
              in.readInt(),
              new Site(in.readBoolean(), in.readLong()),
              in.readLong(),
              in.readLong(),
              in.readLong()));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void write(SwarmMember member, DataOutputStream out) throws IOException {
    out.write(member.infoHash().bytes());
    out.write(member.peerId().bytes());
  }

  private static SwarmMember readMember(DataInputStream in) throws IOException {
    return new SwarmMember(
        InfoHash.of(in.readNBytes(InfoHash.LENGTH)), PeerId.of(in.readNBytes(PeerId.LENGTH)));
  }
}

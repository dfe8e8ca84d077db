package dev.panal.app.tracker.message;

import dev.panal.tracker.message.Audience;
import dev.panal.tracker.message.Message;
import dev.panal.tracker.message.MessageJournal.Kept;
import dev.panal.tracker.message.MessageJournal.MailboxRecord;
import dev.panal.tracker.message.Site;
import dev.panal.tracker.message.SwarmMember;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The tables `message` and `mailbox`.
///
/// A message to one peer has both `to_` columns, one to a swarm only the first, one to all neither.
/// Texts are bytes: SQLite would end them at a NUL.
final class MessageTables {
  static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE message (
            sequence INTEGER PRIMARY KEY,
            sent_millis INTEGER NOT NULL,
            from_address BLOB NOT NULL,
            from_swarm BLOB,
            from_peer BLOB,
            to_swarm BLOB,
            to_peer BLOB,
            text BLOB NOT NULL
          )
          """,
          """
          CREATE TABLE mailbox (
            info_hash BLOB NOT NULL,
            peer_id BLOB NOT NULL,
            key INTEGER NOT NULL,
            site_v6 INTEGER NOT NULL,
            site INTEGER NOT NULL,
            opened INTEGER NOT NULL,
            after INTEGER NOT NULL,
            seen_millis INTEGER NOT NULL,
            PRIMARY KEY (info_hash, peer_id)
          ) WITHOUT ROWID
          """);

  private MessageTables() {}

  static Kept read(Connection db) throws SQLException {
    List<Message> messages = new ArrayList<>();
    List<MailboxRecord> mailboxes = new ArrayList<>();
    try (PreparedStatement select = db.prepareStatement("SELECT * FROM message ORDER BY sequence");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        messages.add(message(row));
      }
    }
    try (PreparedStatement select = db.prepareStatement("SELECT * FROM mailbox");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        mailboxes.add(mailbox(row));
      }
    }
    return new Kept(messages, mailboxes);
  }

  private static Message message(ResultSet row) throws SQLException {
    Optional<SwarmMember> from = member(row.getBytes("from_swarm"), row.getBytes("from_peer"));
    byte @Nullable [] toSwarm = row.getBytes("to_swarm");
    Audience audience =
        member(toSwarm, row.getBytes("to_peer"))
            .<Audience>map(Audience.Peer::new)
            .orElseGet(() ->
                toSwarm == null
                    ? new Audience.Everybody()
                    : new Audience.Swarm(InfoHash.of(toSwarm)));
    return new Message(
        row.getLong("sequence"),
        row.getLong("sent_millis"),
        new Message.Sender(address(row.getBytes("from_address")), from),
        audience,
        new String(row.getBytes("text"), StandardCharsets.UTF_8));
  }

  private static Optional<SwarmMember> member(byte @Nullable [] swarm, byte @Nullable [] peer) {
    return swarm == null || peer == null
        ? Optional.empty()
        : Optional.of(new SwarmMember(InfoHash.of(swarm), PeerId.of(peer)));
  }

  private static InetAddress address(byte[] bytes) throws SQLException {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new SQLException("from_address: " + bytes.length + " bytes", e);
    }
  }

  private static MailboxRecord mailbox(ResultSet row) throws SQLException {
    return new MailboxRecord(
        new SwarmMember(InfoHash.of(row.getBytes("info_hash")), PeerId.of(row.getBytes("peer_id"))),
        row.getInt("key"),
        new Site(row.getBoolean("site_v6"), row.getLong("site")),
        row.getLong("opened"),
        row.getLong("after"),
        row.getLong("seen_millis"));
  }

  static void add(Connection db, Collection<Message> messages) throws SQLException {
    try (PreparedStatement insert =
        db.prepareStatement("INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Message message : messages) {
        Optional<SwarmMember> from = message.sender().member();
        insert.setLong(1, message.sequence());
        insert.setLong(2, message.sentMillis());
        insert.setBytes(3, message.sender().address().getAddress());
        insert.setBytes(4, from.map(member -> member.infoHash().bytes()).orElse(null));
        insert.setBytes(5, from.map(member -> member.peerId().bytes()).orElse(null));
        switch (message.audience()) {
          case Audience.Peer(SwarmMember member) -> {
            insert.setBytes(6, member.infoHash().bytes());
            insert.setBytes(7, member.peerId().bytes());
          }
          case Audience.Swarm(InfoHash infoHash) -> {
            insert.setBytes(6, infoHash.bytes());
            insert.setBytes(7, null);
          }
          case Audience.Everybody _ -> {
            insert.setBytes(6, null);
            insert.setBytes(7, null);
          }
        }
        insert.setBytes(8, message.text().getBytes(StandardCharsets.UTF_8));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static void remove(Connection db, Set<Long> sequences) throws SQLException {
    try (PreparedStatement delete = db.prepareStatement("DELETE FROM message WHERE sequence = ?")) {
      for (long sequence : sequences) {
        delete.setLong(1, sequence);
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  /// @param mailboxes empty for those that are gone
  static void write(Connection db, Map<SwarmMember, Optional<MailboxRecord>> mailboxes)
      throws SQLException {
    try (PreparedStatement put =
            db.prepareStatement("INSERT OR REPLACE INTO mailbox VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        PreparedStatement drop =
            db.prepareStatement("DELETE FROM mailbox WHERE info_hash = ? AND peer_id = ?")) {
      for (Map.Entry<SwarmMember, Optional<MailboxRecord>> change : mailboxes.entrySet()) {
        PreparedStatement statement = change.getValue().isPresent() ? put : drop;
        statement.setBytes(1, change.getKey().infoHash().bytes());
        statement.setBytes(2, change.getKey().peerId().bytes());
        if (change.getValue().isPresent()) {
          MailboxRecord mailbox = change.getValue().get();
          put.setInt(3, mailbox.key());
          put.setBoolean(4, mailbox.site().v6());
          put.setLong(5, mailbox.site().bits());
          put.setLong(6, mailbox.opened());
          put.setLong(7, mailbox.after());
          put.setLong(8, mailbox.seenMillis());
        }
        statement.addBatch();
      }
      put.executeBatch();
      drop.executeBatch();
    }
  }
}

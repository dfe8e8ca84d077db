package dev.panal.app.tracker.ring;

import dev.panal.app.tracker.policy.Passkeys;
import dev.panal.app.tracker.policy.PolicySharing;
import dev.panal.tracker.ring.SharedRows;
import dev.panal.tracker.ring.SharedRows.Row;
import dev.panal.wire.InfoHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Lists and passkeys that the trackers of a ring have in common.
///
/// A list is one row, whose version is when its file was written; a passkey is one, whose version
/// is when it was added or removed. Rows may come on any thread: they are only noted there, and the
/// policy does the rest when it looks.
final class RingPolicy implements PolicySharing, AutoCloseable {
  /// What fits a row: fifty thousand torrents.
  private static final int MAX_HASHES = SharedRows.MAX_VALUE_BYTES / InfoHash.LENGTH;

  /// As many as a tracker may have.
  private static final int MAX_HEARD = 1_000_000;

  private final RingRows rows;
  private final Consumer<String> messages;
  private final Consumer<String> warnings;
  private final AtomicLong news = new AtomicLong();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();

  /// Passkeys of other trackers that are to be adopted.
  private Map<String, Passkeys.Change> heard = new LinkedHashMap<>();

  /// Of which list is told that another tracker's is in use.
  private final Map<String, Long> told = new HashMap<>();

  private final Set<String> tooLong = new HashSet<>();

  RingPolicy(RingRows rows, Consumer<String> messages, Consumer<String> warnings) {
    this.rows = rows;
    this.messages = messages;
    this.warnings = warnings;
  }

  void begin() {
    rows.listen(Kind.LIST, _ -> changed());
    rows.listen(Kind.PASSKEY, this::passkey);
    rows.all(Kind.LIST).forEach(row -> rows.offer(Kind.LIST, row));
  }

  private void changed() {
    news.incrementAndGet();
    listeners.forEach(Runnable::run);
  }

  private void passkey(Row row) {
    Optional<String> hash = row.value().map(value -> new String(value, StandardCharsets.US_ASCII));
    lock.lock();
    try {
      if (heard.size() < MAX_HEARD) {
        heard.put(row.key(), new Passkeys.Change(row.key(), hash, row.version()));
      }
    } finally {
      lock.unlock();
    }
    changed();
  }

  @Override
  public long news() {
    return news.get();
  }

  @Override
  public void onNews(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public Set<InfoHash> newest(String name, long modifiedMillis, Set<InfoHash> ours) {
    if (ours.size() > MAX_HASHES) {
      if (tooLong.add(name)) {
        warnings.accept(
            "the "
                + name
                + " list has more than "
                + MAX_HASHES
                + " info-hashes: the other trackers of the ring do not get it");
      }
      return ours;
    }
    rows.put(Kind.LIST, name, modifiedMillis, Optional.of(encode(ours)));
    Optional<Row> newest = rows.find(Kind.LIST, name).filter(row -> row.version() > modifiedMillis);
    if (newest.isEmpty()) {
      told.remove(name);
      return ours;
    }
    long version = newest.get().version();
    if (!Long.valueOf(version).equals(told.put(name, version))) {
      messages.accept(
          "the "
              + name
              + " list of another tracker of the ring is in use: it is of "
              + Instant.ofEpochMilli(version)
              + ", later than ours");
    }
    return decode(newest.get().value().orElse(new byte[0]));
  }

  private static byte[] encode(Set<InfoHash> hashes) {
    ByteBuffer out = ByteBuffer.allocate(hashes.size() * InfoHash.LENGTH);
    hashes.forEach(hash -> hash.write(out));
    return out.array();
  }

  private static Set<InfoHash> decode(byte[] list) {
    Set<InfoHash> hashes = new LinkedHashSet<>();
    ByteBuffer in = ByteBuffer.wrap(list);
    while (in.remaining() >= InfoHash.LENGTH) {
      hashes.add(InfoHash.read(in));
    }
    return hashes;
  }

  @Override
  public void passkeys(Passkeys ours) {
    try {
      for (Passkeys.Change change : takeHeard().values()) {
        boolean _ = ours.adopt(change);
      }
      for (Passkeys.Change change : ours.changes()) {
        rows.put(
            Kind.PASSKEY,
            change.name(),
            change.millis(),
            change.hash().map(hash -> hash.getBytes(StandardCharsets.US_ASCII)));
      }
    } catch (SQLException e) {
      // The database has told it; the policy goes on with what it has.
    }
  }

  private Map<String, Passkeys.Change> takeHeard() {
    lock.lock();
    try {
      Map<String, Passkeys.Change> taken = heard;
      heard = new LinkedHashMap<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    listeners.clear();
  }
}

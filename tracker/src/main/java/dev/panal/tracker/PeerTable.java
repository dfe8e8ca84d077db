package dev.panal.tracker;

import dev.panal.wire.PeerId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The peers of one swarm and one address family, as rows of bytes (see [Row]) that lie dense in
/// one array, in three parts: first the seeds, then the partial seeds (BEP 21), then the leechers.
/// So a seed, complete or partial, which has no use for another, draws from the last part only.
///
/// A row is found by peer id through an index of row numbers; the small swarms, which are most, do
/// without. Several rows may have the same id if their addresses differ: see [#find(Requester)].
final class PeerTable {
  /// Up to here it is quicker to look at every row, and cheaper.
  private static final int ROWS_WITHOUT_INDEX = 16;

  /// Rows with one id, at different addresses. A host with several lines has several; a flood of
  /// them would make the search for that id long.
  static final int MAX_TWINS = 16;

  private static final int CACHE_LINE = 64;

  private static final byte[] NO_ROWS = new byte[0];

  private final SipHash hash;
  private final Slabs slabs;
  private final int addressBytes;
  private final int rowBytes;

  /// The array with the rows, which begin at `start`. It belongs to others, too, unless there is no
  /// `block`.
  private byte[] rows = NO_ROWS;

  private int start;
  private int block = Slabs.NONE;
  private int capacity;
  private @Nullable RowIndex index;
  private int size;
  private int seeds;

  /// Where the leechers begin.
  private int leechers;

  private int twins;

  PeerTable(boolean v6, SipHash hash, Slabs slabs) {
    this.hash = hash;
    this.slabs = slabs;
    this.addressBytes = v6 ? Row.V6_BYTES : Row.V4_BYTES;
    this.rowBytes = Row.ADDRESS + addressBytes + Row.PORT_BYTES;
  }

  int size() {
    return size;
  }

  /// The rows from 0 to here, exclusive, are the seeds.
  int seeds() {
    return seeds;
  }

  /// The rows from [#seeds()] to here, exclusive, are the partial seeds; from here on, leechers.
  int leechersFrom() {
    return leechers;
  }

  Part part(int row) {
    if (row < seeds) {
      return Part.SEEDS;
    }
    return row < leechers ? Part.PARTIAL_SEEDS : Part.LEECHERS;
  }

  /// In the order in which they lie in the table.
  enum Part {
    SEEDS(1),
    PARTIAL_SEEDS(2),
    LEECHERS(3);

    /// How it is written in what goes to other nodes.
    final byte code;

    Part(int code) {
      this.code = (byte) code;
    }

    static Part of(byte code) {
      return switch (code) {
        case 1 -> SEEDS;
        case 2 -> PARTIAL_SEEDS;
        case 3 -> LEECHERS;
        default -> throw new IllegalArgumentException("no part " + code);
      };
    }
  }

  int addressBytes() {
    return addressBytes;
  }

  /// The row of a peer, or -1. It is the same peer if id and address agree, whatever its port (a
  /// restarted client gets another one), or if id and key agree (BEP 7: the client has moved). An
  /// id alone proves nothing: every peer of the swarm knows it.
  int find(Requester self) {
    int moved = -1;
    twins = 0;
    RowIndex slots = index;
    int slot = slots == null ? 0 : slots.home(self.idHash());
    for (int row = rowAt(slots, slot); row != RowIndex.FREE; row = rowAt(slots, slot)) {
      if (sameId(row, self)) {
        if (sameAddress(row, self)) {
          return row;
        }
        if (self.key != 0 && key(row) == self.key) {
          moved = row;
        }
        twins++;
      }
      slot = slots == null ? slot + 1 : slots.next(slot);
    }
    return moved;
  }

  /// Without an index the slots are the rows themselves.
  private int rowAt(@Nullable RowIndex slots, int slot) {
    if (slots == null) {
      return slot < size ? slot : RowIndex.FREE;
    }
    return slots.row(slot);
  }

  /// What the rows with its id say of its key. Rows without a key say nothing.
  KeyProof proves(Requester self) {
    KeyProof proof = KeyProof.NONE;
    RowIndex slots = index;
    int slot = slots == null ? 0 : slots.home(self.idHash());
    for (int row = rowAt(slots, slot); row != RowIndex.FREE; row = rowAt(slots, slot)) {
      if (sameId(row, self) && key(row) != 0) {
        proof = proof.and(key(row) == self.key ? KeyProof.PROVEN : KeyProof.WRONG);
      }
      slot = slots == null ? slot + 1 : slots.next(slot);
    }
    return proof;
  }

  /// Rows with the id of the last [#find(Requester)] at other addresses.
  int twins() {
    return twins;
  }

  /// Adds the peer that was not found; its prefix number is in use for this row.
  void add(Requester self, int deadline) {
    makeRoom();
    int row = size++;
    int at = at(row);
    Row.SHORTS.set(rows, at + Row.PREFIX, (short) self.prefixNumber);
    Row.LONGS.set(rows, at + Row.TAIL, self.tail);
    Row.INTS.set(rows, at + Row.TAIL_END, self.tailEnd);
    indexRow(row);
    refresh(row, self, deadline);
  }

  /// The peer has announced again: everything is what it says now. Its row may become another.
  void refresh(int row, Requester self, int deadline) {
    int at = at(row);
    Row.INTS.set(rows, at + Row.KEY, self.key);
    rows[at + Row.DEADLINE] = (byte) deadline;
    rows[at + Row.SHARE] = (byte) self.share;
    int address = at + Row.ADDRESS;
    if (addressBytes == Row.V6_BYTES) {
      Row.LONGS.set(rows, address, self.addressHigh);
      Row.LONGS.set(rows, address + 8, self.addressLow);
    } else {
      Row.INTS.set(rows, address, (int) self.addressLow);
    }
    Row.SHORTS.set(rows, address + addressBytes, (short) self.port);
    place(row, self.part);
  }

  /// Moves a row to the border of its part and the border behind it, until it is where it belongs.
  ///
  /// @return which row it is now
  private int place(int row, Part wanted) {
    int at = row;
    while (part(at).compareTo(wanted) < 0) {
      int border = at < seeds ? --seeds : --leechers;
      swap(at, border);
      at = border;
    }
    while (part(at).compareTo(wanted) > 0) {
      int border = at >= leechers ? leechers++ : seeds++;
      swap(at, border);
      at = border;
    }
    return at;
  }

  void remove(int row) {
    int gone = place(row, Part.LEECHERS);
    int last = size - 1;
    swap(gone, last);
    unindexRow(last);
    size--;
    shrink();
  }

  boolean seed(int row) {
    return row < seeds;
  }

  /// How much it has, in percent.
  int share(int row) {
    return rows[at(row) + Row.SHARE];
  }

  int key(int row) {
    return intAt(row, Row.KEY);
  }

  /// Whether the row's deadline lies before `tick`. Deadlines are kept modulo 256 and lie at most
  /// 127 ticks ahead or behind.
  boolean expired(int row, int tick) {
    return ticksLeft(row, tick) < 0;
  }

  /// How long the row's deadline lies ahead; negative if it is over.
  int ticksLeft(int row, int tick) {
    return (byte) (rows[at(row) + Row.DEADLINE] - tick);
  }

  /// What [#write] writes of a peer.
  static int stateBytes(int addressBytes) {
    return 8 + 12 + 4 + 1 + 1 + addressBytes + Row.PORT_BYTES;
  }

  /// All of a peer but its deadline; an id of which nobody knows the beginning begins with zeros.
  void write(int row, PrefixTable prefixes, ByteBuffer out) {
    int number = prefixNumber(row);
    int at = at(row);
    out.putLong(number == PrefixTable.UNKNOWN ? 0 : prefixes.prefix(number));
    out.put(rows, at + Row.TAIL, Row.DEADLINE - Row.TAIL);
    out.put(rows[at + Row.SHARE]).put(part(row).code);
    out.put(rows, at + Row.ADDRESS, addressBytes + Row.PORT_BYTES);
  }

  /// Who is in a row: its id as an announce has it.
  void identify(int row, PrefixTable prefixes, Announcement who) {
    int number = prefixNumber(row);
    who.idPrefix = number == PrefixTable.UNKNOWN ? 0 : prefixes.prefix(number);
    who.idTail = (long) Row.LONGS.get(rows, at(row) + Row.TAIL);
    who.idTailEnd = intAt(row, Row.TAIL_END);
  }

  int prefixNumber(int row) {
    return (short) Row.SHORTS.get(rows, at(row) + Row.PREFIX) & 0xffff;
  }

  boolean sameId(int row, Requester self) {
    int at = at(row);
    return (long) Row.LONGS.get(rows, at + Row.TAIL) == self.tail
        && intAt(row, Row.TAIL_END) == self.tailEnd
        && prefixNumber(row) == self.prefixNumber;
  }

  boolean sameEndpoint(int row, Requester self) {
    return sameAddress(row, self) && port(row) == self.port;
  }

  boolean sameAddress(int row, Requester self) {
    int address = at(row) + Row.ADDRESS;
    if (addressBytes == Row.V4_BYTES) {
      return !self.v6 && (int) Row.INTS.get(rows, address) == (int) self.addressLow;
    }
    return self.v6
        && (long) Row.LONGS.get(rows, address) == self.addressHigh
        && (long) Row.LONGS.get(rows, address + 8) == self.addressLow;
  }

  /// See [Requester#site()].
  long site(int row) {
    int address = at(row) + Row.ADDRESS;
    return addressBytes == Row.V4_BYTES
        ? (int) Row.INTS.get(rows, address)
        : (long) Row.LONGS.get(rows, address);
  }

  boolean loopback(int row) {
    int address = at(row) + Row.ADDRESS;
    return addressBytes == Row.V4_BYTES
        ? rows[address] == 127
        : (long) Row.LONGS.get(rows, address) == 0 && (long) Row.LONGS.get(rows, address + 8) == 1;
  }

  int port(int row) {
    return (short) Row.SHORTS.get(rows, at(row) + Row.ADDRESS + addressBytes) & 0xffff;
  }

  byte[] address(int row) {
    int address = at(row) + Row.ADDRESS;
    return Arrays.copyOfRange(rows, address, address + addressBytes);
  }

  /// Writes address and port in compact form. This runs fifty times for an announce: a copy of so
  /// few bytes by [ByteBuffer#put] takes five times as long.
  void writeCompact(int row, byte[] to, int at) {
    int from = at(row) + Row.ADDRESS;
    if (addressBytes == Row.V6_BYTES) {
      Row.LONGS.set(to, at, (long) Row.LONGS.get(rows, from));
      Row.LONGS.set(to, at + 8, (long) Row.LONGS.get(rows, from + 8));
    } else {
      Row.INTS.set(to, at, (int) Row.INTS.get(rows, from));
    }
    Row.SHORTS.set(to, at + addressBytes, (short) Row.SHORTS.get(rows, from + addressBytes));
  }

  Optional<PeerId> peerId(int row, PrefixTable prefixes) {
    int number = prefixNumber(row);
    if (number == PrefixTable.UNKNOWN) {
      return Optional.empty();
    }
    byte[] id = new byte[PeerId.LENGTH];
    Row.LONGS.set(id, 0, prefixes.prefix(number));
    System.arraycopy(rows, at(row) + Row.TAIL, id, 8, 12);
    return Optional.of(PeerId.of(id));
  }

  /// See [Swarm#touch()]. Always so many lines, beyond the end some more than once: where the
  /// processor cannot guess how many it would wait.
  int touch() {
    int last = rows.length - 1;
    return last < 0
        ? 0
        : rows[start]
            ^ rows[Math.min(start + CACHE_LINE, last)]
            ^ rows[Math.min(start + 2 * CACHE_LINE, last)]
            ^ rows[Math.min(start + 3 * CACHE_LINE, last)];
  }

  long bytes() {
    RowIndex slots = index;
    long room =
        block == Slabs.NONE ? Footprint.array(rows.length) : Slabs.room(capacity * rowBytes);
    return Footprint.object(4 * Footprint.REFERENCE + 9 * 4)
        + room
        + (slots == null ? 0 : slots.bytes());
  }

  /// Gives its memory back; the table is not to be used again.
  void release() {
    size = 0;
    leaveRoom();
  }

  private int at(int row) {
    return start + row * rowBytes;
  }

  private int intAt(int row, int offset) {
    return (int) Row.INTS.get(rows, at(row) + offset);
  }

  /// Grows by an eighth: slack costs memory on every swarm, copying is cheap.
  private void makeRoom() {
    if (size == capacity) {
      resize(size + 1);
    }
  }

  private void shrink() {
    if (capacity > 8 && size < capacity / 2) {
      resize(Math.max(2, size));
      index = null;
      if (size > ROWS_WITHOUT_INDEX) {
        buildIndex(size);
      }
    }
  }

  /// Moves to where there is room for `least` rows and, mostly, some more.
  private void resize(int least) {
    byte[] before = rows;
    int from = start;
    int blockBefore = block;
    int needed = least * rowBytes;
    if (needed <= Slabs.LARGEST) {
      block = slabs.take(needed);
      rows = slabs.bytes(block);
      start = Slabs.offset(block);
      capacity = Slabs.room(needed) / rowBytes;
    } else {
      capacity = least + least / 8;
      block = Slabs.NONE;
      rows = new byte[capacity * rowBytes];
      start = 0;
    }
    System.arraycopy(before, from, rows, start, size * rowBytes);
    if (blockBefore != Slabs.NONE) {
      slabs.give(blockBefore);
    }
  }

  private void leaveRoom() {
    if (block != Slabs.NONE) {
      slabs.give(block);
    }
    block = Slabs.NONE;
    rows = NO_ROWS;
    start = 0;
    capacity = 0;
    index = null;
  }

  private void indexRow(int row) {
    RowIndex slots = index;
    if (slots == null || size > slots.capacity()) {
      if (size > ROWS_WITHOUT_INDEX) {
        buildIndex(size);
      }
      return;
    }
    putSlot(slots, row);
  }

  private void buildIndex(int rowCount) {
    RowIndex slots = RowIndex.forRows(rowCount);
    for (int row = 0; row < rowCount; row++) {
      putSlot(slots, row);
    }
    index = slots;
  }

  private void putSlot(RowIndex slots, int row) {
    int slot = slots.home(idHash(row));
    while (slots.row(slot) != RowIndex.FREE) {
      slot = slots.next(slot);
    }
    slots.set(slot, row);
  }

  /// Takes the row out of the index and closes the gap, so that no search ends too early.
  private void unindexRow(int row) {
    RowIndex slots = index;
    if (slots == null) {
      return;
    }
    int gap = slotOf(slots, row);
    int slot = slots.next(gap);
    for (int other = slots.row(slot); other != RowIndex.FREE; other = slots.row(slot)) {
      int home = slots.home(idHash(other));
      if (slots.distance(home, slot) >= slots.distance(gap, slot)) {
        slots.set(gap, other);
        gap = slot;
      }
      slot = slots.next(slot);
    }
    slots.set(gap, RowIndex.FREE);
  }

  private int slotOf(RowIndex slots, int row) {
    int slot = slots.home(idHash(row));
    while (slots.row(slot) != row) {
      slot = slots.next(slot);
    }
    return slot;
  }

  private long idHash(int row) {
    int at = at(row);
    return hash.hash(
        prefixNumber(row), (long) Row.LONGS.get(rows, at + Row.TAIL), intAt(row, Row.TAIL_END));
  }

  private void swap(int a, int b) {
    if (a == b) {
      return;
    }
    RowIndex slots = index;
    if (slots != null) {
      int slotA = slotOf(slots, a);
      int slotB = slotOf(slots, b);
      slots.set(slotA, b);
      slots.set(slotB, a);
    }
    for (int i = 0, atA = at(a), atB = at(b); i < rowBytes; i++, atA++, atB++) {
      byte kept = rows[atA];
      rows[atA] = rows[atB];
      rows[atB] = kept;
    }
  }
}

package dev.panal.engine.storage;

import dev.panal.io.BufferPool;
import dev.panal.io.Disk;
import dev.panal.io.EventLoop;
import dev.panal.io.Lease;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// The bound on memory for blocks that wait to be written or hashed, for all torrents of a session.
///
/// Every buffer is either away (the disk writes or hashes it, and gives it back by itself) or
/// evictable (a run that waits for its blocks, or a written one that is kept for the hash of its
/// piece). When more than the bound is not away, the runs that have heard of no block for longest
/// are evicted: written as they are, or given back if they are on the disk already. So a block is
/// never refused and the bound holds but for what is away; what is away is bounded by
/// back-pressure, since connections stop reading while storage is [#overloaded()].
final class WriteBudget {
  /// A buffer that can be had back when memory is short.
  interface Evictable {
    /// Gives the buffer back, or sends it to the disk.
    void evict();
  }

  private final EventLoop loop;
  private final Disk disk;
  private final BufferPool buffers;
  private final long bound;

  /// Eldest first.
  private final LinkedHashSet<Evictable> evictable = new LinkedHashSet<>();

  private final List<Runnable> onRelief = new ArrayList<>();
  private long buffered;
  private long away;
  private boolean waitingForDisk;

  WriteBudget(EventLoop loop, Disk disk, BufferPool buffers, long bound) {
    this.loop = loop;
    this.disk = disk;
    this.buffers = buffers;
    this.bound = bound;
  }

  long bufferedBytes() {
    return buffered;
  }

  Lease take(int size) {
    buffered += size;
    return buffers.take(size);
  }

  void giveBack(Lease lease, int size) {
    lease.release();
    buffered -= size;
    relieve();
  }

  /// A buffer of this size goes to the disk.
  void goesAway(int size) {
    away += size;
  }

  void cameBack(int size) {
    away -= size;
  }

  /// The run may be evicted, and is the youngest now.
  void touch(Evictable run) {
    evictable.addLast(run);
  }

  void untouch(Evictable run) {
    evictable.remove(run);
  }

  /// Evicts until the bound holds. Not to be called from within [Evictable#evict()].
  void trim() {
    while (buffered - away > bound && !evictable.isEmpty()) {
      evictable.removeFirst().evict();
    }
  }

  boolean overloaded() {
    return buffered > bound || disk.overloaded();
  }

  void onRelief(Runnable task) {
    onRelief.add(task);
    relieve();
  }

  private void relieve() {
    if (onRelief.isEmpty() || buffered > bound || waitingForDisk) {
      return;
    }
    if (disk.overloaded()) {
      waitingForDisk = true;
      disk.onRelief(() -> {
        waitingForDisk = false;
        relieve();
      });
      return;
    }
    onRelief.forEach(loop::execute);
    onRelief.clear();
  }
}

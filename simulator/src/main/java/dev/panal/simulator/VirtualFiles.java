package dev.panal.simulator;

import dev.panal.io.Failure.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The files of a host. What is here survives the programs; a scenario may look at it and change it
/// at any time, which takes no time.
public final class VirtualFiles {
  private static final int MAX_LINKS_FOLLOWED = 40;

  private final VirtualWorld world;
  private final Map<Path, Node> nodes = new HashMap<>();
  private final Map<Path, Content> expected = new HashMap<>();
  private final Map<Path, Reason> broken = new LinkedHashMap<>();
  private long capacityBytes;
  private long usedBytes;

  VirtualFiles(VirtualWorld world, DiskSpec spec) {
    this.world = world;
    this.capacityBytes = spec.capacityBytes();
  }

  private sealed interface Node {
    record Folder() implements Node {}

    record Link(Path target) implements Node {}

    record Regular(SparseFile content) implements Node {}
  }

  /// Says what `file` will hold in the end: pages that hold just that cost no memory.
  public void expect(Path file, Content content) {
    expected.put(file, content);
  }

  /// Creates or replaces a file with what it is expected to hold, `length` bytes of it.
  public void put(Path file, Content content, long length) {
    delete(file);
    expect(file, content);
    SparseFile sparse = create(file);
    sparse.complete(length);
    usedBytes += sparse.usedBytes();
  }

  /// Creates or replaces a file.
  public void put(Path file, byte[] content) {
    delete(file);
    SparseFile sparse = create(file);
    sparse.write(0, ByteBuffer.wrap(content), world.epochMillis());
    usedBytes += sparse.usedBytes();
  }

  /// @throws IllegalArgumentException if there is no such file
  public byte[] content(Path file) {
    SparseFile sparse =
        find(file).orElseThrow(() -> new IllegalArgumentException("no such file: " + file));
    byte[] bytes = new byte[Math.toIntExact(sparse.length())];
    sparse.read(0, ByteBuffer.wrap(bytes), bytes.length);
    return bytes;
  }

  /// Whether `file` is there, has `length` bytes, and holds what `content` says.
  public boolean holds(Path file, Content content, long length) {
    Optional<SparseFile> found = find(file);
    if (found.isEmpty() || found.get().length() != length) {
      return false;
    }
    byte[] is = new byte[SparseFile.PAGE_BYTES];
    byte[] should = new byte[SparseFile.PAGE_BYTES];
    for (long at = 0; at < length; at += SparseFile.PAGE_BYTES) {
      int part = (int) Math.min(SparseFile.PAGE_BYTES, length - at);
      found.get().read(at, ByteBuffer.wrap(is), part);
      content.fill(at, should, 0, part);
      if (java.util.Arrays.mismatch(is, 0, part, should, 0, part) >= 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether there is a file or a folder.
  public boolean exists(Path path) {
    return nodes.containsKey(real(path));
  }

  public void makeFolder(Path folder) {
    Path real = real(folder);
    for (Path at = real; at != null && !nodes.containsKey(at); at = at.getParent()) {
      nodes.put(at, new Node.Folder());
    }
  }

  /// Makes a symbolic link.
  public void link(Path link, Path target) {
    makeParent(link);
    nodes.put(link, new Node.Link(target));
  }

  /// Removes a file; that there was none is fine.
  public void delete(Path file) {
    Path real = real(file);
    if (nodes.get(real) instanceof Node.Regular regular) {
      usedBytes -= regular.content().usedBytes();
      nodes.remove(real);
    }
  }

  /// Turns a bit of the byte at `offset` round, as old disks do; the time of modification stays.
  public void rot(Path file, long offset) {
    find(file).orElseThrow(() -> new IllegalArgumentException("no such file: " + file)).rot(offset);
  }

  /// From now on everything that is done to files at or below `path` fails.
  public void breakAt(Path path, Reason reason) {
    broken.put(path, reason);
  }

  /// Takes back [#breakAt].
  public void mend(Path path) {
    broken.remove(path);
  }

  public void capacity(long bytes) {
    capacityBytes = bytes;
  }

  public long freeBytes() {
    return Math.max(0, capacityBytes - usedBytes);
  }

  public long usedBytes() {
    return usedBytes;
  }

  // --- for the disk ---

  /// Where `relative` really lies, links followed; empty if that is not a safe place for a file.
  Optional<Path> locate(Path folder, Path relative) {
    Path name = relative.normalize();
    if (relative.isAbsolute() || name.toString().isEmpty() || name.startsWith("..")) {
      return Optional.empty();
    }
    Path base = real(folder);
    Path full = real(base.resolve(name));
    if (!full.startsWith(base) || full.equals(base) || nodes.get(full) instanceof Node.Folder) {
      return Optional.empty();
    }
    for (Path at = full.getParent(); at != null && !at.equals(base); at = at.getParent()) {
      if (nodes.get(at) instanceof Node.Regular) {
        return Optional.empty();
      }
    }
    return Optional.of(full);
  }

  @Nullable Reason brokenAt(Path file) {
    for (Map.Entry<Path, Reason> entry : broken.entrySet()) {
      if (file.startsWith(entry.getKey())) {
        return entry.getValue();
      }
    }
    return null;
  }

  Optional<SparseFile> find(Path file) {
    return nodes.get(real(file)) instanceof Node.Regular regular
        ? Optional.of(regular.content())
        : Optional.empty();
  }

  /// Makes an empty file and its folders.
  SparseFile create(Path file) {
    Path real = real(file);
    makeParent(real);
    SparseFile sparse = new SparseFile(expected.get(real), world.epochMillis());
    nodes.put(real, new Node.Regular(sparse));
    return sparse;
  }

  void rename(Path from, Path to) {
    Node node = nodes.remove(from);
    if (node != null) {
      makeParent(to);
      nodes.put(to, node);
    }
  }

  /// Takes so much more of the disk; false if there is not so much left.
  boolean take(long bytes) {
    if (bytes > freeBytes()) {
      return false;
    }
    usedBytes += bytes;
    return true;
  }

  private void makeParent(Path file) {
    Path parent = file.getParent();
    if (parent != null) {
      makeFolder(parent);
    }
  }

  /// The path with every link on the way replaced by where it leads.
  private Path real(Path path) {
    Path current = path.normalize();
    for (int followed = 0; followed < MAX_LINKS_FOLLOWED; followed++) {
      Path next = followFirstLink(current);
      if (next.equals(current)) {
        return current;
      }
      current = next;
    }
    return current;
  }

  private Path followFirstLink(Path path) {
    Path at = path.getRoot();
    for (int i = 0; i < path.getNameCount(); i++) {
      at = at == null ? path.getName(i) : at.resolve(path.getName(i));
      if (nodes.get(at) instanceof Node.Link link) {
        Path parent = at.getParent();
        Path target = parent == null ? link.target() : parent.resolve(link.target());
        boolean last = i + 1 == path.getNameCount();
        return (last ? target : target.resolve(path.subpath(i + 1, path.getNameCount())))
            .normalize();
      }
    }
    return path;
  }
}

package dev.panal.platform;

import dev.panal.io.Disk;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// A file of [FileDisk]. A torrent may have a hundred thousand, so it holds no handle and not even
/// its whole path.
final class FileOnDisk implements Disk.DiskFile {
  final Path folder;
  final Path relative;
  private final int writer;

  /// Made by us and not yet sure to survive a power cut: its folders have to be synced too.
  private volatile boolean fresh;

  /// Operations under way or queued. On the loop.
  private int pending;

  /// What waits for that to fall to zero. On the loop; most files never have any.
  private @Nullable Queue<Runnable> idleTasks;

  /// @param writer which of the threads that write has it
  FileOnDisk(Path folder, Path relative, int writer) {
    this.folder = folder;
    this.relative = relative;
    this.writer = writer;
  }

  int writer() {
    return writer;
  }

  @Override
  public Path path() {
    return folder.resolve(relative);
  }

  @Override
  public String toString() {
    return path().toString();
  }

  boolean fresh() {
    return fresh;
  }

  void fresh(boolean now) {
    fresh = now;
  }

  void operationStarts() {
    pending++;
  }

  void operationEnds() {
    pending--;
    while (pending == 0 && idleTasks != null) {
      Runnable task = idleTasks.poll();
      if (task == null) {
        idleTasks = null;
      } else {
        task.run();
      }
    }
  }

  /// Runs the task when nothing is under way for this file any more.
  void whenIdle(Runnable task) {
    if (pending == 0) {
      task.run();
      return;
    }
    if (idleTasks == null) {
      idleTasks = new ArrayDeque<>();
    }
    idleTasks.add(task);
  }
}

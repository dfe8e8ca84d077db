package dev.panal.app.tracker.hosting;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at a folder again when something in it changes, and every minute: network file systems
/// tell nothing, and the system's queue of changes may overflow.
final class FolderWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

  private static final Duration RESCAN = Duration.ofMinutes(1);

  /// Copying makes many changes in a row; one look after them is enough.
  private static final Duration CALM = Duration.ofMillis(200);

  /// A file that was not complete at the last look is looked at once more when it should be.
  private static final Duration SECOND_LOOK = Duration.ofSeconds(4);

  private final Runnable look;
  private final @Nullable WatchService service;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  FolderWatch(Path folder, Runnable look) {
    this.look = look;
    this.service = service(folder);
    this.thread = Thread.ofVirtual().name("panal-torrents").start(this::run);
  }

  private static @Nullable WatchService service(Path folder) {
    try {
      WatchService service = folder.getFileSystem().newWatchService();
      WatchKey _ =
          folder.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_DELETE,
              StandardWatchEventKinds.ENTRY_MODIFY);
      return service;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.info("{} cannot be watched ({}); it is looked at every minute", folder, e.toString());
      return null;
    }
  }

  private void run() {
    boolean changed = false;
    look(); // what has come between the first look and the watch
    try {
      while (closed.getCount() > 0) {
        Duration patience = changed ? SECOND_LOOK : RESCAN;
        changed = waitForChange(patience);
        if (changed && closed.await(CALM.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        look();
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      // The end.
    }
  }

  private boolean waitForChange(Duration patience) throws InterruptedException {
    if (service == null) {
      boolean _ = closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    }
    WatchKey key = service.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (key == null) {
      return false;
    }
    key.pollEvents().clear();
    boolean _ = key.reset();
    return true;
  }

  private void look() {
    try {
      look.run();
    } catch (RuntimeException e) {
      LOG.error("the folder of torrents could not be looked at", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    if (service != null) {
      try {
        service.close();
      } catch (IOException e) {
        LOG.debug("the watch did not end", e);
      }
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

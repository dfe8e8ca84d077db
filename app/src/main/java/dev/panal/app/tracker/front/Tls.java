package dev.panal.app.tracker.front;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;

/// The certificate of the HTTP port. It is read again when its files change, because certificates
/// are renewed every few weeks and a tracker is not restarted for that; open connections keep the
/// old one.
final class Tls {
  private static final long LOOK_SECONDS = 10;

  private final TlsFiles files;
  private final Consumer<String> trouble;
  private final SslContextFactory.Server context = new SslContextFactory.Server();
  private List<FileTime> seen;

  /// @throws IOException if the files cannot be used; the message names them
  Tls(TlsFiles files, Consumer<String> trouble) throws IOException {
    this.files = files;
    this.trouble = trouble;
    this.seen = times();
    context.setKeyStore(files.read());
    context.setKeyStorePassword("");
    // Clients may call the tracker by its address.
    context.setSniRequired(false);
  }

  SslConnectionFactory protocol(String next) {
    return new SslConnectionFactory(context, next);
  }

  /// Looks at the files now and then, until the scheduler ends.
  void watch(Scheduler scheduler) {
    scheduler.schedule(
        () -> Thread.ofVirtual().name("panal-tls").start(() -> look(scheduler)),
        LOOK_SECONDS,
        TimeUnit.SECONDS);
  }

  private void look(Scheduler scheduler) {
    renew();
    if (scheduler.isRunning()) {
      watch(scheduler);
    }
  }

  /// Reads the files if they have changed.
  void renew() {
    List<FileTime> now = times();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      var store = files.read();
      context.reload(factory -> factory.setKeyStore(store));
    } catch (Exception e) {
      // Perhaps only one of the two is written yet: the next change is looked at again.
      trouble.accept(e.getMessage() + "; the certificate that was read before is used on");
    }
  }

  private List<FileTime> times() {
    return List.of(time(files.certificate()), time(files.key()));
  }

  private static FileTime time(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}

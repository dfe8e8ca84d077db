package dev.panal.app.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.AddTorrent;
import dev.panal.engine.ResumeStore;
import dev.panal.engine.Session;
import dev.panal.engine.SessionConfig;
import dev.panal.engine.SessionEvent;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.wire.metainfo.Metainfo;
import dev.panal.wire.metainfo.TorrentBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SessionsLeaveNothingTest {
  private static final int PIECE_LENGTH = 32 * 1024;

  @TempDir Path folder;
  private byte[] content;
  private Metainfo torrent;

  @BeforeEach
  void makeTorrent() throws Exception {
    content = new byte[300_001];
    new Random(7).nextBytes(content);
    Files.createDirectories(folder.resolve("seed"));
    Files.write(folder.resolve("seed").resolve("cell.bin"), content);
    TorrentBuilder builder =
        new TorrentBuilder(
            TorrentBuilder.Version.V1,
            "cell.bin",
            PIECE_LENGTH,
            List.of(new TorrentBuilder.Source(List.of(), content.length)));
    ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    for (int at = 0; at < content.length; at += PIECE_LENGTH) {
      int end = Math.min(content.length, at + PIECE_LENGTH);
      hashes.writeBytes(sha1.digest(Arrays.copyOfRange(content, at, end)));
    }
    torrent = builder.pieces(hashes.toByteArray()).build();
  }

  @Test
  void fiftySessionsOpenedAndClosed() throws Exception {
    transfer(0);
    long threads = threads();
    long handles = handles();
    for (int round = 1; round <= 25; round++) {
      transfer(round);
    }
    assertThat(threads()).as("threads").isLessThanOrEqualTo(threads);
    assertThat(handles()).as("sockets and files").isLessThanOrEqualTo(handles);
  }

  @Test
  void aClosedSessionHasLetGoBeforeItsPlatformCloses() throws Exception {
    try (Platform platform = Platform.open(PlatformConfig.defaults())) {
      long handles = -1;
      for (int round = 0; round < 10; round++) {
        CompletableFuture<InetSocketAddress> port = new CompletableFuture<>();
        Session seed = session(platform, port);
        seed.add(AddTorrent.of(torrent, folder.resolve("seed")), _ -> {});
        port.join();
        close(seed);
        CompletableFuture<Long> onLoan = new CompletableFuture<>();
        platform
            .ports()
            .loop()
            .execute(() -> onLoan.complete(platform.ports().buffers().onLoanBytes()));
        assertThat(onLoan.join()).as("bytes on loan").isZero();
        if (round == 0) {
          handles = handles();
        }
      }
      assertThat(handles()).as("sockets and files").isLessThanOrEqualTo(handles);
    }
  }

  /// Two sessions: one seeds, one fetches from it.
  private void transfer(int round) throws Exception {
    Path target = folder.resolve("leech" + round);
    try (Platform seeding = Platform.open(PlatformConfig.defaults().withName("seed"));
        Platform leeching = Platform.open(PlatformConfig.defaults().withName("leech"))) {
      CompletableFuture<InetSocketAddress> port = new CompletableFuture<>();
      Session seed = session(seeding, port);
      seed.add(AddTorrent.of(torrent, folder.resolve("seed")), _ -> {});
      CompletableFuture<InetSocketAddress> complete = new CompletableFuture<>();
      Session leech = session(leeching, complete);
      leech.add(new AddTorrent(torrent, target, List.of(), false, List.of(port.join())), _ -> {});
      complete.join();
      close(leech);
      close(seed);
    }
    assertThat(Files.readAllBytes(target.resolve("cell.bin"))).isEqualTo(content);
  }

  /// @param seeding completed with the session's address when it seeds
  private static Session session(Platform platform, CompletableFuture<InetSocketAddress> seeding) {
    InetSocketAddress[] address = new InetSocketAddress[1];
    Session session =
        new Session(
            platform.ports(),
            SessionConfig.defaults()
                .withListen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            ResumeStore.forgetful(platform.ports().loop()),
            event -> {
              if (event instanceof SessionEvent.Listening listening) {
                address[0] = listening.address();
              } else if (event instanceof SessionEvent.Seeding) {
                seeding.complete(address[0]);
              } else if (event instanceof SessionEvent.TorrentFailed failed) {
                seeding.completeExceptionally(new IOException(failed.failure().toString()));
              }
            });
    session.start(_ -> {});
    return session;
  }

  private static void close(Session session) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    session.close(() -> closed.complete(null));
    closed.join();
  }

  /// Without those on which the JDK runs virtual threads: it adds and ends them as it likes.
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.startsWith("ForkJoinPool-") && !name.startsWith("VirtualThread-"))
        .count();
  }

  private static long handles() throws IOException {
    Path own = Path.of("/proc/self/fd");
    if (!Files.isDirectory(own)) {
      return 0;
    }
    try (Stream<Path> handles = Files.list(own)) {
      return handles.count();
    }
  }
}

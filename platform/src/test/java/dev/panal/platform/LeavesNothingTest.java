package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.panal.contract.WorldUnderTest.WebSite.Answer;
import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.Disk;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Http;
import dev.panal.io.Lease;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left of a platform after it was closed: nothing.
class LeavesNothingTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Path HANDLES = Path.of("/proc/self/fd");

  @TempDir Path folder;

  @Test
  void noThreadAndNoHandle() throws Exception {
    assumeThat(HANDLES).exists();
    openUseClose(0);
    long handles = handles();
    for (int round = 1; round <= 10; round++) {
      openUseClose(round);
    }
    awaitNone();
    assertThat(handles()).isLessThanOrEqualTo(handles);
  }

  private void openUseClose(int round) throws InterruptedException {
    RealWorld world =
        new RealWorld(folder, PlatformConfig.defaults().withName("leaves-nothing-" + round));
    List<Object> done = new ArrayList<>();
    URI page = world.serve(asked -> Answer.of(200, new byte[] {1}));
    world.run(() -> use(world, page, done));
    assertThat(world.await(LIMIT, () -> done.size() == 4)).as("done: %s", done).isTrue();
    assertThat(ours()).isNotEmpty();
    world.close();
    world.close();
    awaitNone();
  }

  /// A pool that has ended is done with its threads; the system needs a moment more to end them.
  private static void awaitNone() throws InterruptedException {
    for (int i = 0; i < 200 && !ours().isEmpty(); i++) {
      Thread.sleep(10);
    }
    assertThat(ours()).isEmpty();
  }

  /// Leaves everything open.
  private static void use(RealWorld world, URI page, List<Object> done) {
    Ports ports = world.ports();
    InetSocketAddress any = new InetSocketAddress(world.address(), 0);
    try {
      var listener = ports.network().listen(any, connection -> new Silent());
      var udp = ports.network().bind(any, (bytes, from) -> done.add("udp"));
      udp.send(ByteBuffer.allocate(3), udp.local());
      Connection _ =
          ports
              .network()
              .connect(
                  listener.local(),
                  null,
                  LIMIT,
                  new Silent() {
                    @Override
                    public void onConnected() {
                      done.add("tcp");
                    }
                  });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Disk.DiskFile file = ports.disk().file(world.folder(), Path.of("file.bin"));
    ports.disk().prepare(file, 10, Disk.Allocation.SPARSE, done::add);
    var _ = ports.http().get(new Http.Request(page, Map.of(), 10, LIMIT, 0), done::add);
  }

  @Test
  void whoWaitsHearsOfTheEndAndQueuedWritesAreDone() throws Exception {
    RealWorld world = new RealWorld(folder);
    BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    int writes = 40;
    int length = 1 << 20;
    Files.write(folder.resolve("written.bin"), new byte[0]);
    URI slow = world.serve(asked -> new Answer(200, Map.of(), new byte[1], LIMIT));
    Path large = folder.resolve("large.bin");
    try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(64L << 30);
    }
    world.run(() -> {
      Ports ports = world.ports();
      Disk.DiskFile file = ports.disk().file(folder, Path.of("written.bin"));
      Disk.DiskFile endless = ports.disk().file(folder, Path.of("large.bin"));
      for (int i = 0; i < writes; i++) {
        Lease lease = ports.buffers().take(length);
        lease.buffer().put(0, (byte) 7);
        Disk.Span span = new Disk.Span.InFile(file, (long) i * length, length);
        ports.disk().write(List.of(span), lease, told::add);
      }
      List<Disk.Span> parts = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        parts.add(new Disk.Span.InFile(endless, (long) i << 30, 1 << 30));
      }
      ports.disk().hash(Disk.HashAlgorithm.SHA1, parts, told::add);
      var _ = ports.http().get(new Http.Request(slow, Map.of(), 10, LIMIT, 0), told::add);
    });
    world.close();
    int written = 0;
    int cancelled = 0;
    for (int i = 0; i < writes + 2; i++) {
      switch (told.poll(1, TimeUnit.SECONDS)) {
        case Disk.WriteOutcome.Written fine -> written++;
        case Result.Failed<?> failed when failed.failure().reason() == Reason.CANCELLED ->
            cancelled++;
        case null, default -> throw new AssertionError("told " + written + ", " + cancelled);
      }
    }
    assertThat(written).isEqualTo(writes);
    assertThat(cancelled).isEqualTo(2);
    assertThat(Files.size(folder.resolve("written.bin"))).isEqualTo((long) writes * length);
  }

  @Test
  void aPlatformMayBeClosedFromItsOwnLoop() throws InterruptedException {
    RealWorld world =
        new RealWorld(folder, PlatformConfig.defaults().withName("leaves-nothing-own"));
    world.ports().loop().execute(world.platform()::close);
    for (int i = 0; i < 1000 && !ours().isEmpty(); i++) {
      Thread.sleep(5);
    }
    assertThat(ours()).isEmpty();
  }

  private static List<String> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("leaves-nothing") || name.startsWith("HttpClient"))
        .toList();
  }

  private static long handles() throws IOException {
    try (Stream<Path> open = Files.list(HANDLES)) {
      return open.count();
    }
  }

  private static class Silent implements ConnectionHandler {
    @Override
    public void onBytes(ByteBuffer bytes) {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(CloseReason reason) {}
  }
}

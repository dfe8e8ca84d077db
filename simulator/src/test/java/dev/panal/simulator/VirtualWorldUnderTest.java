package dev.panal.simulator;

import dev.panal.contract.WorldUnderTest;
import dev.panal.io.Ports;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/// One host of a virtual world, as the contract drives it.
final class VirtualWorldUnderTest implements WorldUnderTest {
  private static final Path FOLDER = Path.of("/folder");

  private final VirtualWorld world = new VirtualWorld(1);
  private final Host host = world.host(HostSpec.named("host"));
  private final Ports ports = host.ports();
  private int sites;

  VirtualWorldUnderTest() {
    host.files().makeFolder(FOLDER);
  }

  @Override
  public Ports ports() {
    return ports;
  }

  @Override
  public <T> T onLoop(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    ports
        .loop()
        .execute(() -> {
          try {
            result.complete(task.call());
          } catch (Exception | AssertionError e) {
            result.completeExceptionally(e);
          }
        });
    world.runUntil(result::isDone, Duration.ZERO);
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AssertionError failed) {
        throw failed;
      }
      throw e;
    }
  }

  @Override
  public boolean await(Duration limit, BooleanSupplier condition) {
    return world.runUntil(condition, limit);
  }

  @Override
  public void pass(Duration time) {
    world.run(time);
  }

  @Override
  public InetAddress address() {
    return host.address();
  }

  @Override
  public Path folder() {
    return FOLDER;
  }

  @Override
  public Files files() {
    VirtualFiles files = host.files();
    return new Files() {
      @Override
      public void put(Path file, byte[] content) {
        files.put(file, content);
      }

      @Override
      public byte[] content(Path file) {
        return files.content(file);
      }

      @Override
      public boolean exists(Path file) {
        return files.exists(file);
      }

      @Override
      public void makeFolder(Path folder) {
        files.makeFolder(folder);
      }

      @Override
      public void link(Path link, Path target) {
        files.link(link, target);
      }
    };
  }

  @Override
  public URI serve(WebSite site) {
    sites++;
    int port = 8000 + sites;
    host.serve(
        port,
        dev.panal.simulator.WebSite.of(asked -> {
          WebSite.Answer answer =
              site.answer(new WebSite.Asked(asked.path(), asked.rawQuery(), asked.headers()));
          return new dev.panal.simulator.WebSite.Answer(
              answer.status(), answer.headers(), answer.body(), answer.delay());
        }));
    return URI.create("http://" + host.address().getHostAddress() + ":" + port + "/");
  }

  @Override
  public void close() {
    world.close();
  }
}

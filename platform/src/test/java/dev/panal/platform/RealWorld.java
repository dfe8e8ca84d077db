package dev.panal.platform;

import dev.panal.contract.LoopbackWebServer;
import dev.panal.contract.WorldUnderTest;
import dev.panal.io.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// The platform as the contract drives it.
final class RealWorld implements WorldUnderTest {
  private static final long ANSWER_SECONDS = 30;
  private static final long POLL_MILLIS = 2;

  private final Path folder;
  private final Platform platform;
  private final List<LoopbackWebServer> servers = new ArrayList<>();

  RealWorld(Path folder) {
    this(folder, PlatformConfig.defaults().withName("test"));
  }

  RealWorld(Path folder, PlatformConfig config) {
    this.folder = folder;
    try {
      platform = Platform.open(config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Platform platform() {
    return platform;
  }

  @Override
  public Ports ports() {
    return platform.ports();
  }

  @Override
  public <T> T onLoop(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    ports()
        .loop()
        .execute(() -> {
          try {
            result.complete(task.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException("the loop did not answer", e);
    }
  }

  private static RuntimeException rethrown(Throwable e) {
    return switch (e) {
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      default -> new IllegalStateException(e);
    };
  }

  @Override
  public boolean await(Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!onLoop(condition::getAsBoolean)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      pass(Duration.ofMillis(POLL_MILLIS));
    }
    return true;
  }

  @Override
  public void pass(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public InetAddress address() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public Files files() {
    return new RealFiles();
  }

  @Override
  public URI serve(WebSite site) {
    try {
      LoopbackWebServer server = new LoopbackWebServer(site);
      servers.add(server);
      return server.root();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    platform.close();
    servers.forEach(LoopbackWebServer::close);
    servers.clear();
  }

  private static final class RealFiles implements Files {
    @Override
    public void put(Path file, byte[] content) {
      attempt(() -> {
        java.nio.file.Files.createDirectories(file.getParent());
        return java.nio.file.Files.write(file, content);
      });
    }

    @Override
    public byte[] content(Path file) {
      return attempt(() -> java.nio.file.Files.readAllBytes(file));
    }

    @Override
    public boolean exists(Path file) {
      return java.nio.file.Files.exists(file);
    }

    @Override
    public void makeFolder(Path folder) {
      attempt(() -> java.nio.file.Files.createDirectories(folder));
    }

    @Override
    public void link(Path link, Path target) {
      attempt(() -> {
        java.nio.file.Files.createDirectories(link.getParent());
        return java.nio.file.Files.createSymbolicLink(link, target);
      });
    }

    private static <T> T attempt(Callable<T> work) {
      try {
        return work.call();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

package dev.panal.contract;

import dev.panal.io.Ports;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/// A world as the contract drives it. The real one runs by itself on its own thread and the test
/// waits for it; the virtual one only moves while one of these methods runs. All methods are called
/// from the test's thread, never on the loop.
public interface WorldUnderTest extends AutoCloseable {
  Ports ports();

  /// Runs `task` on the loop, as a task of its own, and returns what it returned. What it throws
  /// comes out of this call.
  <T> T onLoop(Callable<T> task);

  /// Runs `task` on the loop and returns when it has run.
  default void run(Runnable task) {
    var _ =
        onLoop(() -> {
          task.run();
          return true;
        });
  }

  /// Lets the world go on until `condition`, asked on the loop, holds.
  ///
  /// @return whether it came to hold within `limit` of the world's time
  boolean await(Duration limit, BooleanSupplier condition);

  /// Lets the world go on for a while.
  void pass(Duration time);

  /// Where this world listens and reaches itself.
  InetAddress address();

  /// A folder that is there and empty.
  Path folder();

  /// The files of this world, seen past its disk.
  Files files();

  /// Starts a web server that this world's HTTP port reaches.
  ///
  /// @return its root, ending in a slash
  URI serve(WebSite site);

  /// Ends the world with everything in it. Idempotent.
  @Override
  void close();

  /// Does to files what another program would do.
  interface Files {
    /// Creates or replaces a file, with its parent folders.
    void put(Path file, byte[] content);

    byte[] content(Path file);

    boolean exists(Path file);

    void makeFolder(Path folder);

    /// Makes a symbolic link.
    void link(Path link, Path target);
  }

  /// What a web server says.
  @FunctionalInterface
  interface WebSite {
    Answer answer(Asked asked);

    /// @param rawQuery exactly as it came, empty if there was none
    /// @param headers names in lower case
    record Asked(String path, String rawQuery, Map<String, String> headers) {}

    /// @param delay before the answer leaves
    record Answer(int status, Map<String, String> headers, byte[] body, Duration delay) {
      public static Answer of(int status, byte[] body) {
        return new Answer(status, Map.of(), body, Duration.ZERO);
      }
    }
  }
}

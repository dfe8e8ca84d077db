package dev.panal.app;

import dev.panal.app.cli.Cli;
import dev.panal.app.console.Console;
import dev.panal.app.console.Signals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the AOT caches are recorded from: short lives of the program, one for each kind of process,
/// so that the classes it needs are loaded and linked beforehand. Run by the build; over loopback
/// and in a temporary folder.
final class Rehearsal {
  private static final int DATA_BYTES = 8 << 20;
  private static final long MAX_MILLIS = 60_000;
  private static final long POLL_MILLIS = 50;

  private final Path folder;

  private Rehearsal(Path folder) {
    this.folder = folder;
  }

  static void main(String[] args) throws IOException {
    Thread.ofPlatform().daemon(true).start(Rehearsal::giveUpInTime);
    Path folder = Files.createTempDirectory("panal-rehearsal");
    try {
      Rehearsal rehearsal = new Rehearsal(folder);
      switch (args[0]) {
        case "tracker" -> rehearsal.tracker(Path.of(args[1]));
        case "peer" -> rehearsal.peer(args[1]);
        case "ring" -> rehearsal.ring();
        default -> rehearsal.alone();
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    System.exit(0);
  }

  private static void giveUpInTime() {
    try {
      Thread.sleep(MAX_MILLIS);
      System.err.println("the rehearsal takes too long");
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void alone() throws IOException {
    Main.console().out().println("rehearsing in " + folder);
    new Part("--version").run();
    new Part("--help").run();
    new Part("get", "--no-such-option").run();
    create("http://127.0.0.1:1/announce");
    new Part("info", "data.torrent").run();
    new Part("info", "data.torrent", "--json").run();
    new Part("verify", "data.torrent").run();
  }

  /// Serves the rehearsal of peers.
  ///
  /// @param meeting where it writes its announce URL; when this file goes, it ends
  private void tracker(Path meeting) throws IOException {
    Part tracker =
        new Part("tracker", "--bind", "127.0.0.1", "--http-port", "0", "--udp-port", "0", "--json");
    tracker.start();
    String announce = tracker.await("\"http_url\":\"([^\"]+)\"");
    Path draft = folder.resolve("meeting");
    Files.writeString(draft, announce);
    Files.move(draft, meeting);
    while (Files.exists(meeting)) {
      pause();
    }
    tracker.stop();
  }

  /// Two nodes find each other, one of them is told of a peer, and both leave.
  private void ring() throws IOException {
    Part first = node("first");
    String port = first.await("\"ring_port\":(\\d+)");
    Part second = node("second", "--join", "127.0.0.1:" + port);
    for (Part node : List.of(first, second)) {
      String _ = node.await("\"size\":2,\"settled\":(true)");
    }
    announce(first.await("\"http_url\":\"([^\"]+)\""));
    first.stop();
    second.stop();
  }

  private Part node(String name, String... join) {
    List<String> args = new ArrayList<>(List.of("tracker", "--bind", "127.0.0.1", "--json"));
    args.addAll(List.of("--http-port", "0", "--udp-port", "0", "--data", name));
    args.addAll(List.of("--ring-bind", "127.0.0.1:0", "--node-name", name));
    args.addAll(List.of("--ring-secret", "nobody else rehearses here"));
    args.addAll(List.of(join));
    Part node = new Part(args.toArray(String[]::new));
    node.start();
    return node;
  }

  /// By a bare socket: a client would have its classes in the cache.
  private static void announce(String url) throws IOException {
    URI tracker = URI.create(url);
    String hash = "%01".repeat(20);
    try (Socket socket = new Socket(tracker.getHost(), tracker.getPort())) {
      String request =
          "GET /announce?info_hash="
              + hash
              + "&peer_id="
              + hash
              + "&port=1&left=1 HTTP/1.0\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      int _ = socket.getInputStream().readAllBytes().length;
    }
  }

  private void peer(String announce) throws IOException {
    create(announce);
    Part seed = new Part("seed", "data.torrent", "--bind", "127.0.0.1", "--json");
    seed.start();
    String _ = seed.await("\"event\":\"(seeding)\"");
    new Part("get", "data.torrent", "-d", "one", "--bind", "127.0.0.1", "--json", "-v").run();
    new Part("get", "data.torrent", "-d", "two", "--bind", "127.0.0.1").run();
    seed.stop();
  }

  private void create(String announce) throws IOException {
    byte[] data = new byte[DATA_BYTES];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 + (i >>> 9));
    }
    Files.write(folder.resolve("data"), data);
    new Part("create", "data", "-t", announce).run();
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One run of a verb.
  private final class Part implements Signals {
    private final String[] args;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final CompletableFuture<Consumer<Stop>> handler = new CompletableFuture<>();
    private final CompletableFuture<Integer> code = new CompletableFuture<>();

    Part(String... args) {
      this.args = args;
    }

    void run() {
      PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
      Map<String, String> environment = Map.of("HOME", folder.resolve("home").toString());
      code.complete(
          Cli.run(new Console(stream, stream, folder, environment, Optional.empty(), this), args));
      System.out.println(List.of(args) + " ended with " + code.join());
    }

    void start() {
      Thread.ofPlatform().start(this::run);
    }

    /// Waits until `pattern` is in what it said; its group.
    String await(String pattern) {
      while (!code.isDone()) {
        Matcher said = Pattern.compile(pattern).matcher(out.toString(StandardCharsets.UTF_8));
        if (said.find()) {
          return said.group(1);
        }
        Thread.onSpinWait();
      }
      throw new IllegalStateException(out.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void onStop(Consumer<Stop> stop) {
      handler.complete(stop);
    }

    void stop() {
      handler.join().accept(Stop.TERMINATE);
      int _ = code.join();
    }
  }
}

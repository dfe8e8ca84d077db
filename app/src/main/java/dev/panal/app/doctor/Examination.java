package dev.panal.app.doctor;

import dev.panal.app.console.Failures;
import dev.panal.app.doctor.Machine.Card;
import dev.panal.app.doctor.Machine.Hashing;
import dev.panal.app.doctor.Machine.Jdk;
import dev.panal.app.doctor.Machine.Memory;
import dev.panal.app.doctor.Machine.Place;
import dev.panal.app.doctor.Machine.Port;
import dev.panal.app.doctor.Machine.Processors;
import dev.panal.app.doctor.Machine.ResumeData;
import dev.panal.app.network.Addresses;
import dev.panal.app.resume.ResumeCount;
import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Ports;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Looks at this machine. Leaves it as it was: ports are let go of again, and what is written to
/// see whether it can be is deleted.
final class Examination {
  private static final int TRACKER_PORT = 6969;
  private static final int PEER_PORT = 51413;

  private Examination() {}

  /// @param home where resume data lives
  /// @param folder the current one
  static Machine of(Path home, Path folder) throws InterruptedException {
    List<String> meminfo = ProcFiles.lines("/proc/meminfo");
    int processors = Runtime.getRuntime().availableProcessors();
    return new Machine(
        new Jdk(
            Runtime.version().toString(),
            System.getProperty("java.vendor", ""),
            Path.of(System.getProperty("java.home", ""))),
        new Memory(
            Runtime.getRuntime().maxMemory(),
            ProcFiles.memory(meminfo, "MemTotal"),
            ProcFiles.memory(meminfo, "MemAvailable")),
        processors(processors),
        hashing(processors),
        cards(),
        ipv6Sockets(),
        List.of(
            tcp(TRACKER_PORT, "tracker", "panal tracker --http-port"),
            udp(TRACKER_PORT, "tracker", "panal tracker --udp-port"),
            tcp(PEER_PORT, "peers", "--port")),
        List.of(
            place("data", home, "--home DIR", true), place("this folder", folder, "-d DIR", false)),
        ProcFiles.openFiles(ProcFiles.lines("/proc/self/limits")),
        resume(home));
  }

  private static Processors processors(int count) {
    List<String> cpuinfo = ProcFiles.lines("/proc/cpuinfo");
    Optional<List<String>> instructions = ProcFiles.instructions(cpuinfo);
    return new Processors(
        count, ProcFiles.model(cpuinfo), instructions.orElse(List.of()), instructions.isPresent());
  }

  private static Hashing hashing(int threads) throws InterruptedException {
    try (Platform platform = Platform.open(PlatformConfig.defaults().withName("panal-doctor"))) {
      Ports ports = platform.ports();
      return new Hashing(
          HashSpeed.measure(ports, HashAlgorithm.SHA1, threads),
          HashSpeed.measure(ports, HashAlgorithm.SHA256, threads),
          threads,
          Platform.hashing(HashAlgorithm.SHA1));
    } catch (IOException e) {
      return new Hashing(0, 0, threads, "");
    }
  }

  // ---- network ---------------------------------------------------------------------------------

  private static List<Card> cards() {
    List<Card> cards = new ArrayList<>();
    try {
      for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        List<InetAddress> addresses = card.inetAddresses().toList();
        List<InetAddress> wide =
            addresses.stream()
                .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
                .toList();
        cards.add(
            new Card(
                card.getName(),
                card.isUp(),
                card.isLoopback(),
                addresses.stream().map(Examination::digits).toList(),
                card.isUp() && !wide.isEmpty(),
                card.isUp() && wide.stream().anyMatch(Inet6Address.class::isInstance)));
      }
    } catch (SocketException e) {
      // Then none is known, which the report says.
    }
    return cards;
  }

  private static String digits(InetAddress address) {
    String host = Addresses.host(address);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean ipv6Sockets() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static Port tcp(int number, String use, String option) {
    Optional<String> fault = Optional.empty();
    try (ServerSocket socket = new ServerSocket()) {
      // As our own listeners: connections that have just ended are no obstacle.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(number));
    } catch (IOException e) {
      fault = Optional.of(Failures.words(String.valueOf(e.getMessage())));
    }
    return new Port(number, "TCP", use, option, fault);
  }

  static Port udp(int number, String use, String option) {
    Optional<String> fault = Optional.empty();
    try (DatagramSocket socket = new DatagramSocket(null)) {
      socket.bind(new InetSocketAddress(number));
    } catch (IOException e) {
      fault = Optional.of(Failures.words(String.valueOf(e.getMessage())));
    }
    return new Port(number, "UDP", use, option, fault);
  }

  // ---- disk ------------------------------------------------------------------------------------

  static Place place(String use, Path path, String option, boolean needed) {
    // What is not there yet will be made in the nearest folder that is.
    Path there = path;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    Optional<String> fault = Optional.empty();
    OptionalLong free = OptionalLong.empty();
    try {
      free = OptionalLong.of(Files.getFileStore(there).getUsableSpace());
      if (!Files.isDirectory(there)) {
        fault = Optional.of((there.equals(path) ? "" : there + " is ") + "not a folder");
      } else {
        Files.delete(Files.createTempFile(there, ".panal-doctor-", ""));
      }
    } catch (IOException e) {
      fault = Optional.of(Failures.reason(e));
    }
    return new Place(use, path, fault, free, option, needed);
  }

  private static ResumeData resume(Path home) {
    Path database = ResumeCount.database(home);
    try {
      return new ResumeData(database, ResumeCount.of(home), Optional.empty());
    } catch (IOException e) {
      return new ResumeData(database, OptionalInt.empty(), Optional.of(Failures.reason(e)));
    }
  }
}

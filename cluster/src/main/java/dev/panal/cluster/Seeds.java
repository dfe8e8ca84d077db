package dev.panal.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where other nodes may be, looked up anew each time: names may come to stand for other addresses,
/// and the file may change.
final class Seeds {
  private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);

  /// More nodes than a ring can sensibly have; a wrong file must not send us to the whole world.
  private static final int MAX_ADDRESSES = 256;

  private final List<String> named;
  private final Optional<Path> file;
  private final Rarely complaints = new Rarely(LOG);

  Seeds(List<String> named, Optional<Path> file) {
    this.named = named;
    this.file = file;
  }

  static void check(String option, String seed) {
    if (portOf(seed) < 0) {
      throw new IllegalArgumentException(option + ": 'host:port' expected, not '" + seed + "'");
    }
  }

  /// @return the port, or -1 if that is no `host:port`
  private static int portOf(String seed) {
    int colon = seed.lastIndexOf(':');
    if (colon < 1 || seed.chars().anyMatch(c -> c <= ' ')) {
      return -1;
    }
    String digits = seed.substring(colon + 1);
    if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(Character::isDigit)) {
      return -1;
    }
    int port = Integer.parseInt(digits);
    return port == 0 || port > 0xFFFF ? -1 : port;
  }

  /// May take as long as looking up names does.
  List<InetSocketAddress> addresses() {
    Set<InetSocketAddress> found = new LinkedHashSet<>();
    for (String seed : all()) {
      String host = seed.substring(0, seed.lastIndexOf(':')).replaceAll("^\\[|]$", "");
      try {
        for (InetAddress address : InetAddress.getAllByName(host)) {
          if (found.size() < MAX_ADDRESSES) {
            found.add(new InetSocketAddress(address, portOf(seed)));
          }
        }
      } catch (UnknownHostException e) {
        complaints.warn("cannot look up " + host + ", which is to be a node of the ring");
      }
    }
    return List.copyOf(found);
  }

  private List<String> all() {
    List<String> seeds = new ArrayList<>(named);
    file.ifPresent(path -> {
      try (Stream<String> lines = Files.lines(path, StandardCharsets.UTF_8)) {
        lines
            .map(line -> line.replaceAll("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .limit(MAX_ADDRESSES)
            .forEach(line -> addTo(seeds, path, line));
      } catch (NoSuchFileException e) {
        LOG.debug("--join-file {} is not there yet", path);
      } catch (IOException | java.io.UncheckedIOException e) {
        complaints.warn("--join-file " + path + " cannot be read: " + e.getMessage());
      }
    });
    return seeds;
  }

  private void addTo(List<String> seeds, Path path, String line) {
    if (portOf(line) < 0) {
      complaints.warn("--join-file " + path + ": 'host:port' expected, not '" + line + "'");
    } else {
      seeds.add(line);
    }
  }
}

package dev.panal.benchmarks.load;

import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is asked of the generator, from the command line.
///
/// @param trackers where; several are one ring, and each peer keeps to one of them
/// @param pids of the trackers, whose processor time is added up
/// @param crowd the peers; on HTTP each connection has the address of one of them
/// @param warmSeconds of load before anything is measured
/// @param seconds of each measured phase
/// @param window requests under way at the same time
/// @param rated the rate of a phase, as a part of the highest that was reached; 0 leaves it out
/// @param beyond the rate of another, as a multiple of that; 0 leaves it out
record Options(
    boolean udp,
    List<InetSocketAddress> trackers,
    List<Long> pids,
    Crowd crowd,
    double warmSeconds,
    double seconds,
    int window,
    int numWant,
    double rated,
    double beyond) {

  static final String USAGE =
      "udp|http ADDRESS:PORT[,...] PID[,...] INFO-HASHES-FILE PEERS FIRST-ADDRESS WARM-SECONDS SECONDS WINDOW"
          + " NUMWANT RATED BEYOND";

  private static final int COUNT = 12;

  static Options parse(String[] words) throws IOException {
    if (words.length != COUNT) {
      throw new IllegalArgumentException("usage: " + USAGE);
    }
    byte[] first = java.net.InetAddress.ofLiteral(words[5]).getAddress();
    List<InfoHash> swarms = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(words[3]))) {
      swarms.add(InfoHash.ofHex(line.strip()));
    }
    return new Options(
        words[0].equals("udp"),
        Arrays.stream(words[1].split(",")).map(Options::address).toList(),
        Arrays.stream(words[2].split(",")).map(Long::valueOf).toList(),
        new Crowd(swarms, Integer.parseInt(words[4]), ByteBuffer.wrap(first).getInt()),
        Double.parseDouble(words[6]),
        Double.parseDouble(words[7]),
        Integer.parseInt(words[8]),
        Integer.parseInt(words[9]),
        Double.parseDouble(words[10]),
        Double.parseDouble(words[11]));
  }

  private static InetSocketAddress address(String word) {
    int colon = word.lastIndexOf(':');
    return new InetSocketAddress(
        word.substring(0, colon), Integer.parseInt(word.substring(colon + 1)));
  }

  /// The one that HTTP has.
  InetSocketAddress tracker() {
    return trackers.getFirst();
  }

  /// CPU seconds of all trackers so far.
  double cpuSeconds() {
    return pids.stream().mapToDouble(Tally::cpuSeconds).sum();
  }

  /// What the trackers have in memory now.
  long residentBytes() {
    return pids.stream().mapToLong(Tally::residentBytes).sum();
  }
}

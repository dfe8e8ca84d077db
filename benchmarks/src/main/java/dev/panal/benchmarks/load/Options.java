package dev.panal.benchmarks.load;

import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What is asked of the generator, from the command line.
///
/// @param pid of the tracker
/// @param crowd the peers; on HTTP each connection has the address of one of them
/// @param warmSeconds of load before anything is measured
/// @param seconds of each measured phase
/// @param window requests under way at the same time
/// @param rated the rate of the last phase, as a part of the highest that was reached; 0 leaves it
///   out
record Options(
    boolean udp,
    InetSocketAddress tracker,
    long pid,
    Crowd crowd,
    double warmSeconds,
    double seconds,
    int window,
    int numWant,
    double rated) {

  static final String USAGE =
      "udp|http ADDRESS:PORT PID INFO-HASHES-FILE PEERS FIRST-ADDRESS WARM-SECONDS SECONDS WINDOW"
          + " NUMWANT RATED";

  private static final int COUNT = 11;

  static Options parse(String[] words) throws IOException {
    if (words.length != COUNT) {
      throw new IllegalArgumentException("usage: " + USAGE);
    }
    int colon = words[1].lastIndexOf(':');
    byte[] first = java.net.InetAddress.ofLiteral(words[5]).getAddress();
    List<InfoHash> swarms = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(words[3]))) {
      swarms.add(InfoHash.ofHex(line.strip()));
    }
    return new Options(
        words[0].equals("udp"),
        new InetSocketAddress(
            words[1].substring(0, colon), Integer.parseInt(words[1].substring(colon + 1))),
        Long.parseLong(words[2]),
        new Crowd(swarms, Integer.parseInt(words[4]), ByteBuffer.wrap(first).getInt()),
        Double.parseDouble(words[6]),
        Double.parseDouble(words[7]),
        Integer.parseInt(words[8]),
        Integer.parseInt(words[9]),
        Double.parseDouble(words[10]));
  }
}

package dev.panal.benchmarks.load;

import java.io.IOException;
import java.util.function.Consumer;

/// Puts a tracker under load and says what it made of it, one JSON object a line for each phase:
/// `fill` (every peer announces itself once), `warm`, `most` (as fast as it answers), `rated` (at a
/// part of that rate, whatever it answers, to see whether it loses anything) and `beyond` (over UDP:
/// at a multiple of that rate, for longer, to see what becomes of it).
public final class TrackerLoad {
  private TrackerLoad() {}

  public static void main(String[] words) throws IOException {
    Options options;
    try {
      options = Options.parse(words);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Consumer<Tally> told = tally -> System.out.println(tally.json());
    if (options.udp()) {
      try (UdpLoad load = new UdpLoad(options)) {
        load.run(told);
      }
    } else {
      try (HttpLoad load = new HttpLoad(options)) {
        load.run(told);
      }
    }
  }
}

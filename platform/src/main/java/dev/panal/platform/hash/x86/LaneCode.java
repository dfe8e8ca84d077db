package dev.panal.platform.hash.x86;

import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.platform.foreign.ForeignFunction;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A kernel in memory, ready to run, for one algorithm and one width. Any number of threads may use
/// it, each with [Lanes] of its own.
public final class LaneCode {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Logger log = LoggerFactory.getLogger(LaneCode.class);

  private final HashAlgorithm algorithm;
  private final Width width;
  private final ForeignFunction function;

  private LaneCode(HashAlgorithm algorithm, Width width, ForeignFunction function) {
    this.algorithm = algorithm;
    this.width = width;
    this.function = function;
  }

  /// The kernels that this machine can run, the widest first, each made when it is asked for; none
  /// if it is not x86-64 under Linux or does not allow code that is made at run time.
  public static Stream<LaneCode> ofThisMachine(HashAlgorithm algorithm) {
    return widths().stream().flatMap(width -> make(algorithm, width).stream());
  }

  private static Optional<LaneCode> make(HashAlgorithm algorithm, Width width) {
    byte[] code =
        switch (algorithm) {
          case SHA1 -> Sha1Kernel.code(width);
          case SHA256 -> Sha256Kernel.code(width);
        };
    try {
      return CodeMemory.place(code)
          .map(place -> new LaneCode(algorithm, width, ForeignFunction.at(place)));
    } catch (RuntimeException | LinkageError e) { // native code may not be called here
      log.debug("No machine code of our own on this machine", e);
      return Optional.empty();
    }
  }

  /// The widest first. The system lists a feature only if it also saves the registers that belong
  /// to it.
  private static List<Width> widths() {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    if (!machine.equals("amd64") && !machine.equals("x86_64")) {
      return List.of();
    }
    Set<String> flags = flags();
    List<Width> widths = new ArrayList<>();
    if (flags.containsAll(List.of("avx512f", "avx512bw"))) {
      widths.add(Width.AVX512);
    }
    if (flags.contains("avx2")) {
      widths.add(Width.AVX2);
    }
    if (flags.contains("avx")) {
      widths.add(Width.AVX);
    }
    return widths;
  }

  private static Set<String> flags() {
    try (BufferedReader lines = Files.newBufferedReader(PROCESSORS, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("flags")) {
          return new HashSet<>(List.of(line.substring(line.indexOf(':') + 1).strip().split(" +")));
        }
      }
    } catch (IOException e) {
      log.debug("{} cannot be read", PROCESSORS, e);
    }
    return new HashSet<>();
  }

  public HashAlgorithm algorithm() {
    return algorithm;
  }

  public int lanes() {
    return width.lanes();
  }

  /// For people: `AVX-512, 16 at a time`.
  @Override
  public String toString() {
    String name =
        switch (width) {
          case AVX -> "AVX";
          case AVX2 -> "AVX2";
          case AVX512 -> "AVX-512";
        };
    return name + ", " + lanes() + " at a time";
  }

  void run(long context, long addresses, long blocks) {
    long _ = function.call(context, addresses, blocks);
  }
}

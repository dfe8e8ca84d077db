package dev.panal.platform.hash;

import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.platform.hash.x86.LaneCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How this machine hashes best: found out once for each algorithm, in a few milliseconds, the
/// first time that it is asked for.
///
/// There are kernels that hash many streams at once, each in a lane of a vector; OpenSSL's
/// libcrypto for one at a time; and the JDK's own digests where there is no libcrypto. A kernel is
/// used if it gives the digests that the others give, and if it is faster than hashing as many one
/// by one; with fewer streams than lanes it may not be, so the number from which it pays is worked
/// out too.
public final class Hashing {
  /// Long enough that a speed can be told from it, short enough to be over in an instant.
  private static final int SAMPLE_BYTES = 128 * 1024;

  /// The fastest of so many counts: anything may come between.
  private static final int ROUNDS = 3;

  /// Lengths around the ends of blocks and of padding, where mistakes would be.
  private static final int[] TEST_LENGTHS = {0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 4096};

  private static final int TEST_SEED = 20;
  private static final double NANOS_PER_SECOND = 1e9;

  private static final Logger log = LoggerFactory.getLogger(Hashing.class);

  private final HashAlgorithm algorithm;
  private final @Nullable Libcrypto libcrypto;
  private final @Nullable LaneCode code;
  private final int enough;

  private Hashing(
      HashAlgorithm algorithm, @Nullable Libcrypto libcrypto, @Nullable LaneCode code, int enough) {
    this.algorithm = algorithm;
    this.libcrypto = libcrypto;
    this.code = code;
    this.enough = enough;
  }

  /// What this machine does best.
  public static Hashing of(HashAlgorithm algorithm) {
    return switch (algorithm) {
      case SHA1 -> Sha1.BEST;
      case SHA256 -> Sha256.BEST;
    };
  }

  /// Everything that works on this machine: the best first, what every JDK can do last. For tests
  /// and measurements.
  public static List<Hashing> all(HashAlgorithm algorithm) {
    List<Hashing> all = new ArrayList<>();
    @Nullable Libcrypto found = Library.FOUND.orElse(null);
    LaneCode.ofThisMachine(algorithm)
        .forEach(each -> all.add(new Hashing(algorithm, found, each, 1)));
    if (found != null) {
      all.add(new Hashing(algorithm, found, null, Integer.MAX_VALUE));
    }
    all.add(new Hashing(algorithm, null, null, Integer.MAX_VALUE));
    return all;
  }

  private static Hashing choose(HashAlgorithm algorithm) {
    @Nullable Libcrypto found = Library.FOUND.orElse(null);
    Hashing alone = new Hashing(algorithm, found, null, Integer.MAX_VALUE);
    Hashing best =
        LaneCode.ofThisMachine(algorithm)
            .map(each -> new Hashing(algorithm, found, each, 1))
            .filter(Hashing::isRight)
            .findFirst()
            .map(together -> together.orFewer(alone))
            .orElse(alone);
    log.debug("{} is hashed by {}", algorithm, best);
    return best;
  }

  /// Works out from how many streams on this is faster than `alone`.
  private Hashing orFewer(Hashing alone) {
    double ratio = alone.measure(1) / measure(lanes());
    int pays = Math.max(2, (int) Math.ceil(lanes() * ratio));
    return pays <= lanes() ? new Hashing(algorithm, libcrypto, code, pays) : alone;
  }

  private boolean isRight() {
    Random bytes = new Random(TEST_SEED);
    StreamDigest trusted = newDigest();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i <= lanes(); i++) {
      byte[] content = new byte[TEST_LENGTHS[i % TEST_LENGTHS.length]];
      bytes.nextBytes(content);
      samples.add(new Sample(ByteBuffer.allocateDirect(content.length).put(content).flip()));
    }
    run(new Hasher(this), samples);
    for (Sample sample : samples) {
      trusted.update(sample.content.duplicate());
      if (!Arrays.equals(trusted.finish(), sample.digest)) {
        log.warn("{}: wrong digests on this machine, not used: {}", algorithm, code);
        return false;
      }
    }
    return true;
  }

  /// @return bytes a second
  private double measure(int streams) {
    ByteBuffer content = ByteBuffer.allocateDirect(SAMPLE_BYTES);
    Hasher hasher = new Hasher(this);
    long fastest = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < streams; i++) {
        samples.add(new Sample(content));
      }
      long start = System.nanoTime();
      run(hasher, samples);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return (double) SAMPLE_BYTES * streams * NANOS_PER_SECOND / fastest;
  }

  private static void run(Hasher hasher, List<Sample> samples) {
    Iterator<Sample> each = samples.iterator();
    while (hasher.hash(() -> each.hasNext() ? each.next() : null)) {}
  }

  public HashAlgorithm algorithm() {
    return algorithm;
  }

  /// Streams that are hashed at a time; 1 if only one.
  public int lanes() {
    return code == null ? 1 : code.lanes();
  }

  /// How many streams there have to be for it to be worth hashing them side by side.
  int enough() {
    return enough;
  }

  LaneHasher newLanes() {
    if (code == null) {
      throw new IllegalStateException("no lanes on this machine");
    }
    return new LaneHasher(code);
  }

  StreamDigest newDigest() {
    return libcrypto == null
        ? StreamDigest.Jdk.of(algorithm)
        : new StreamDigest.OpenSsl(libcrypto.digest(algorithm));
  }

  /// For people, for example `AVX-512, 16 at a time; libcrypto for fewer than 5`.
  @Override
  public String toString() {
    String one = libcrypto == null ? "JDK" : "libcrypto";
    return code == null
        ? one
        : enough > 1 ? code + "; " + one + " for fewer than " + enough : code.toString();
  }

  private static final class Sample implements HashStream {
    private final ByteBuffer content;
    private boolean given;
    private byte @Nullable [] digest;

    Sample(ByteBuffer content) {
      this.content = content;
    }

    @Override
    public ByteBuffer next(ByteBuffer scratch) {
      ByteBuffer next = content.duplicate();
      if (given) {
        next.position(next.limit());
      }
      given = true;
      return next;
    }

    @Override
    public void digest(byte[] result) {
      digest = result;
    }
  }

  /// Loaded when the first of the two algorithms is chosen.
  private static final class Library {
    private static final Optional<Libcrypto> FOUND = Libcrypto.load();
  }

  private static final class Sha1 {
    private static final Hashing BEST = choose(HashAlgorithm.SHA1);
  }

  private static final class Sha256 {
    private static final Hashing BEST = choose(HashAlgorithm.SHA256);
  }
}

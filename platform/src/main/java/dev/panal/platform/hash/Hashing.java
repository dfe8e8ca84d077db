package dev.panal.platform.hash;

import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.platform.hash.x86.LaneCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How this machine hashes best: found out once for each algorithm, in a few milliseconds, when
/// there is something to hash.
///
/// There are kernels that hash many streams at once, each in a lane of a vector; OpenSSL's
/// libcrypto for one at a time; and the JDK's own digests where there is no libcrypto. A kernel is
/// used if its digests of a few samples are what they should be. Fewer streams than lanes may be
/// hashed faster one by one: from how many on the kernel pays is measured as soon as it matters.
public final class Hashing {
  /// Streams that any machine hashes at a time, at most.
  public static final int MAX_LANES = 16;

  /// Long enough that a speed can be told from it, short enough to be over in an instant.
  private static final int SAMPLE_BYTES = 128 * 1024;

  /// The fastest of so many counts: anything may come between.
  private static final int ROUNDS = 3;

  /// Lengths around the ends of blocks and of padding, where mistakes would be.
  private static final int[] TEST_LENGTHS = {0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 4096};

  private static final int TEST_SEED = 20;

  private static final Logger log = LoggerFactory.getLogger(Hashing.class);

  private final HashAlgorithm algorithm;
  private final @Nullable LaneCode code;

  private Hashing(HashAlgorithm algorithm, @Nullable LaneCode code) {
    this.algorithm = algorithm;
    this.code = code;
  }

  /// What this machine does best.
  public static Hashing of(HashAlgorithm algorithm) {
    return switch (algorithm) {
      case SHA1 -> Sha1.BEST;
      case SHA256 -> Sha256.BEST;
    };
  }

  /// Everything that works on this machine: the best first, one stream at a time last. For tests
  /// and measurements.
  public static List<Hashing> all(HashAlgorithm algorithm) {
    return Stream.concat(
            LaneCode.ofThisMachine(algorithm).map(each -> new Hashing(algorithm, each)),
            Stream.of(new Hashing(algorithm, null)))
        .toList();
  }

  private static Hashing choose(HashAlgorithm algorithm) {
    Hashing best =
        LaneCode.ofThisMachine(algorithm)
            .map(each -> new Hashing(algorithm, each))
            .filter(Hashing::isRight)
            .findFirst()
            .orElseGet(() -> new Hashing(algorithm, null));
    log.debug("{} is hashed by {}", algorithm, best);
    return best;
  }

  private boolean isRight() {
    boolean right = HexFormat.of().formatHex(fingerprint()).equals(expectedFingerprint(algorithm));
    if (!right) {
      log.warn("{}: wrong digests on this machine, not used: {}", algorithm, code);
    }
    return right;
  }

  /// Bytes that are the same everywhere.
  static List<byte[]> samples() {
    Random bytes = new Random(TEST_SEED);
    List<byte[]> samples = new ArrayList<>();
    for (int i = 0; i <= MAX_LANES; i++) {
      byte[] sample = new byte[TEST_LENGTHS[i % TEST_LENGTHS.length]];
      bytes.nextBytes(sample);
      samples.add(sample);
    }
    return samples;
  }

  /// The digest of the digests of the samples.
  private byte[] fingerprint() {
    List<Sample> samples = new ArrayList<>();
    for (byte[] each : samples()) {
      samples.add(new Sample(ByteBuffer.allocateDirect(each.length).put(each).flip()));
    }
    LaneHasher hasher = newLanes();
    run(hasher, samples);
    ByteBuffer digests = ByteBuffer.allocateDirect(samples.size() * algorithm.digestBytes());
    samples.forEach(sample -> digests.put(sample.digest));
    Sample all = new Sample(digests.flip());
    run(hasher, List.of(all));
    return all.digest;
  }

  static String expectedFingerprint(HashAlgorithm algorithm) {
    return switch (algorithm) {
      case SHA1 -> "7afc200eca5ceecd1886be751f2965bc42201da1";
      case SHA256 -> "132f79fc0cfd65e5f885c70562d13fbf1101bceea5c95e367c572e8fc41ba4fd";
    };
  }

  private static void run(LaneHasher hasher, List<Sample> samples) {
    int first = Math.min(hasher.count(), samples.size());
    Iterator<Sample> rest = samples.listIterator(first);
    hasher.hash(samples.subList(0, first), () -> rest.hasNext() ? rest.next() : null);
  }

  /// How many streams there have to be for it to be worth hashing them side by side.
  ///
  /// @param hasher and `alone`: to be compared
  int enough(LaneHasher hasher, StreamDigest alone) {
    ByteBuffer content = ByteBuffer.allocateDirect(SAMPLE_BYTES);
    long together = Long.MAX_VALUE;
    long one = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      run(hasher, Stream.generate(() -> new Sample(content)).limit(hasher.count()).toList());
      long middle = System.nanoTime();
      alone.update(content.duplicate());
      byte[] _ = alone.finish();
      one = Math.min(one, System.nanoTime() - middle);
      together = Math.min(together, middle - start);
    }
    return Math.toIntExact(Math.clamp(together / Math.max(1, one) + 1, 2, MAX_LANES + 1));
  }

  public HashAlgorithm algorithm() {
    return algorithm;
  }

  /// Streams that are hashed at a time; 1 if only one.
  public int lanes() {
    return code == null ? 1 : code.lanes();
  }

  LaneHasher newLanes() {
    return new LaneHasher(code());
  }

  BlockHasher newBlocks() {
    return new BlockHasher(code());
  }

  private LaneCode code() {
    if (code == null) {
      throw new IllegalStateException("no lanes on this machine");
    }
    return code;
  }

  StreamDigest newDigest() {
    return Library.FOUND.isEmpty()
        ? StreamDigest.Jdk.of(algorithm)
        : new StreamDigest.OpenSsl(Library.FOUND.get().digest(algorithm));
  }

  /// For people, for example `AVX-512, 16 at a time`.
  @Override
  public String toString() {
    return code != null ? code.toString() : Library.FOUND.isPresent() ? "libcrypto" : "JDK";
  }

  private static final class Sample implements HashStream {
    private final ByteBuffer content;
    private boolean given;
    private byte[] digest = new byte[0];

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

  /// Loaded when the first stream is to be hashed alone.
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

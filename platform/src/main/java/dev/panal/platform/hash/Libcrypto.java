package dev.panal.platform.hash;

import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.platform.foreign.ForeignFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// OpenSSL's libcrypto, called directly. Its digests use whatever instructions the processor has
/// for them, and need no time to get fast.
final class Libcrypto {
  /// The two whose functions are the ones that are called here.
  private static final List<String> NAMES = List.of("libcrypto.so.3", "libcrypto.so.1.1");

  private static final Logger log = LoggerFactory.getLogger(Libcrypto.class);

  private final SymbolLookup library;
  private final ForeignFunction newContext;
  private final ForeignFunction freeContext;
  private final ForeignFunction init;
  private final ForeignFunction update;
  private final ForeignFunction last;

  private Libcrypto(SymbolLookup library) {
    this.library = library;
    newContext = function("EVP_MD_CTX_new");
    freeContext = function("EVP_MD_CTX_free");
    init = function("EVP_DigestInit_ex");
    update = function("EVP_DigestUpdate");
    last = function("EVP_DigestFinal_ex");
  }

  /// Empty where there is none, or where native code may not be called.
  static Optional<Libcrypto> load() {
    for (String name : NAMES) {
      try {
        return Optional.of(new Libcrypto(SymbolLookup.libraryLookup(name, Arena.global())));
      } catch (RuntimeException | LinkageError e) {
        log.debug("No {} here", name, e);
      }
    }
    return Optional.empty();
  }

  private ForeignFunction function(String name) {
    return ForeignFunction.named(library, name);
  }

  Digest digest(HashAlgorithm algorithm) {
    return switch (algorithm) {
      case SHA1 -> new Digest("EVP_sha1", 20);
      case SHA256 -> new Digest("EVP_sha256", 32);
    };
  }

  private static void require(long result, String function) {
    if ((int) result != 1) {
      throw new IllegalStateException(function + " failed");
    }
  }

  /// One context, used again and again. Its native memory goes when nobody holds it any more.
  final class Digest {
    private final MemorySegment context;
    private final long kind;
    private final ByteBuffer out;
    private final long outAddress;

    private Digest(String kind, int length) {
      this.kind = function(kind).call(0, 0, 0);
      long made = newContext.call(0, 0, 0);
      if (made == 0) {
        throw new OutOfMemoryError("EVP_MD_CTX_new");
      }
      this.context = MemorySegment.ofAddress(made).reinterpret(Arena.ofAuto(), this::free);
      this.out = ByteBuffer.allocateDirect(length);
      this.outAddress = MemorySegment.ofBuffer(out).address();
      start();
    }

    private void start() {
      try {
        require(init.call(context.address(), kind, 0), "EVP_DigestInit_ex");
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /// @param bytes direct memory; consumed
    void update(ByteBuffer bytes) {
      if (!bytes.isDirect()) {
        throw new IllegalArgumentException("not direct memory, so it has no address");
      }
      long address = MemorySegment.ofBuffer(bytes).address();
      try {
        require(update.call(context.address(), address, bytes.remaining()), "EVP_DigestUpdate");
      } finally {
        Reference.reachabilityFence(this);
        Reference.reachabilityFence(bytes);
      }
      bytes.position(bytes.limit());
    }

    byte[] finish() {
      try {
        require(last.call(context.address(), outAddress, 0), "EVP_DigestFinal_ex");
      } finally {
        Reference.reachabilityFence(this);
      }
      byte[] digest = new byte[out.capacity()];
      out.get(0, digest);
      start();
      return digest;
    }

    private void free(MemorySegment segment) {
      long _ = freeContext.call(segment.address(), 0, 0);
    }
  }
}

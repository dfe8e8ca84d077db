package dev.panal.platform.hash;

import dev.panal.io.Disk.HashAlgorithm;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
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

  private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;

  private final SymbolLookup library;
  private final MethodHandle newContext;
  private final MethodHandle freeContext;
  private final MethodHandle init;
  private final MethodHandle update;
  private final MethodHandle last;

  private Libcrypto(SymbolLookup library) {
    this.library = library;
    newContext = function("EVP_MD_CTX_new", FunctionDescriptor.of(ADDRESS));
    freeContext = function("EVP_MD_CTX_free", FunctionDescriptor.ofVoid(ADDRESS));
    init =
        function(
            "EVP_DigestInit_ex",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    update =
        function(
            "EVP_DigestUpdate",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ADDRESS, ADDRESS, ValueLayout.JAVA_LONG));
    last =
        function(
            "EVP_DigestFinal_ex",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
  }

  /// Empty where there is none, or where native code may not be called.
  static Optional<Libcrypto> load() {
    for (String name : NAMES) {
      try {
        return Optional.of(new Libcrypto(SymbolLookup.libraryLookup(name, Arena.global())));
      } catch (RuntimeException e) {
        log.debug("No {} here", name, e);
      }
    }
    return Optional.empty();
  }

  private MethodHandle function(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
  }

  Digest digest(HashAlgorithm algorithm) {
    return switch (algorithm) {
      case SHA1 -> new Digest("EVP_sha1", 20);
      case SHA256 -> new Digest("EVP_sha256", 32);
    };
  }

  private static void require(int result, String function) {
    if (result != 1) {
      throw new IllegalStateException(function + " failed");
    }
  }

  /// One context, used again and again. Its native memory goes when nobody holds it any more.
  final class Digest {
    private final MemorySegment context;
    private final MemorySegment kind;
    private final MemorySegment out;
    private final int length;

    private Digest(String kind, int length) {
      Arena arena = Arena.ofAuto();
      try {
        this.kind = (MemorySegment) function(kind, FunctionDescriptor.of(ADDRESS)).invokeExact();
        MemorySegment made = (MemorySegment) newContext.invokeExact();
        if (made.address() == 0) {
          throw new OutOfMemoryError("EVP_MD_CTX_new");
        }
        this.context = made.reinterpret(arena, this::free);
      } catch (Throwable e) {
        throw broken(e);
      }
      this.out = arena.allocate(length);
      this.length = length;
      start();
    }

    private void start() {
      try {
        require((int) init.invokeExact(context, kind, MemorySegment.NULL), "EVP_DigestInit_ex");
      } catch (Throwable e) {
        throw broken(e);
      }
    }

    void update(ByteBuffer bytes) {
      MemorySegment segment = MemorySegment.ofBuffer(bytes);
      try {
        int done = (int) update.invokeExact(context, segment, segment.byteSize());
        require(done, "EVP_DigestUpdate");
      } catch (Throwable e) {
        throw broken(e);
      }
      bytes.position(bytes.limit());
    }

    byte[] finish() {
      try {
        require((int) last.invokeExact(context, out, MemorySegment.NULL), "EVP_DigestFinal_ex");
      } catch (Throwable e) {
        throw broken(e);
      }
      byte[] digest = out.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      start();
      return digest;
    }

    private void free(MemorySegment segment) {
      try {
        freeContext.invokeExact(segment);
      } catch (Throwable e) {
        throw broken(e);
      }
    }
  }

  /// Method handles declare that they throw anything; these only throw what is a bug.
  private static RuntimeException broken(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException bug ? bug : new IllegalStateException(e);
  }
}

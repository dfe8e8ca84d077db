package dev.panal.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// OpenSSL, one call for a piece: what the others hash with, and so the measure of all.
final class LibcryptoHashing implements PieceHashing {
  private static final Linker LINKER = Linker.nativeLinker();

  private final MethodHandle evpDigest;
  private final MemorySegment type;
  private final int digestLength;

  LibcryptoHashing(Algorithm algorithm) {
    SymbolLookup library = SymbolLookup.libraryLookup("libcrypto.so.3", Arena.global());
    evpDigest =
        LINKER.downcallHandle(
            library.findOrThrow("EVP_Digest"),
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    String name =
        switch (algorithm) {
          case SHA1 -> "EVP_sha1";
          case SHA256 -> "EVP_sha256";
        };
    try {
      type =
          (MemorySegment)
              LINKER
                  .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(ADDRESS))
                  .invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
    digestLength = algorithm.digestLength;
  }

  @Override
  public void hash(MemorySegment pieces, int pieceLength, MemorySegment digests) {
    long count = pieces.byteSize() / pieceLength;
    for (long i = 0; i < count; i++) {
      MemorySegment piece = pieces.asSlice(i * pieceLength, pieceLength);
      MemorySegment digest = digests.asSlice(i * digestLength, digestLength);
      int done;
      try {
        done =
            (int)
                evpDigest.invokeExact(
                    piece,
                    (long) pieceLength,
                    digest,
                    MemorySegment.NULL,
                    type,
                    MemorySegment.NULL);
      } catch (Throwable e) {
        throw new IllegalStateException("EVP_Digest", e);
      }
      if (done != 1) {
        throw new IllegalStateException("EVP_Digest failed");
      }
    }
  }
}

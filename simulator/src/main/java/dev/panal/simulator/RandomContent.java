package dev.panal.simulator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The finalizer of SplitMix64 over seed and position, eight bytes at a time.
record RandomContent(long seed) implements Content {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  @Override
  public void fill(long offset, byte[] target, int at, int length) {
    int done = Math.min(length, (int) (-offset & (Long.BYTES - 1)));
    single(offset, target, at, done);
    for (; done + Long.BYTES <= length; done += Long.BYTES) {
      WORDS.set(target, at + done, word((offset + done) >>> 3));
    }
    single(offset + done, target, at + done, length - done);
  }

  /// Fewer bytes than a word, all of one word.
  private void single(long offset, byte[] target, int at, int length) {
    long word = word(offset >>> 3) >>> (Byte.SIZE * (offset & (Long.BYTES - 1)));
    for (int i = 0; i < length; i++) {
      target[at + i] = (byte) word;
      word >>>= Byte.SIZE;
    }
  }

  private long word(long index) {
    long mixed = seed + index * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}

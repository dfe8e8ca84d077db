package dev.panal.engine.mse;

import dev.panal.io.EventLoop;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/// What all encrypted handshakes of a session share.
public final class MseContext {
  private static final int SCRATCH_BYTES = 16 * 1024;
  private static final int WINDOW_BYTES = 4096;

  private final EventLoop loop;
  private final RandomGenerator random;
  private final boolean rc4Only;
  private final SecretNames torrents = new SecretNames();
  private final KeyBudget budget;
  private final byte[] window = new byte[WINDOW_BYTES];
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);

  /// @param rc4Only whether nothing may go in the clear, neither before nor behind the handshake
  public MseContext(EventLoop loop, RandomGenerator random, boolean rc4Only) {
    this.loop = loop;
    this.random = random;
    this.rc4Only = rc4Only;
    this.budget = new KeyBudget(loop.nanoTime());
  }

  /// The torrents that may be asked for.
  public SecretNames torrents() {
    return torrents;
  }

  RandomGenerator random() {
    return random;
  }

  boolean rc4Only() {
    return rc4Only;
  }

  boolean mayComputeKey() {
    return budget.take(loop.nanoTime());
  }

  /// Where ciphers work, within a call.
  byte[] window() {
    return window;
  }

  /// Where what goes out is encrypted; never held over a call.
  ByteBuffer scratch() {
    return scratch.clear();
  }
}

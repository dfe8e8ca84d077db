package dev.panal.app.hash;

import dev.panal.app.console.Output;
import dev.panal.app.progress.Bar;
import dev.panal.app.units.Rates;
import dev.panal.app.units.Sizes;
import dev.panal.app.units.Times;
import java.time.Duration;
import java.util.List;

/// How far hashing is: a row on a terminal, now and then a line elsewhere.
public final class HashProgress {
  /// How often it should be told.
  public static final Duration PACE = Duration.ofMillis(200);

  private static final long LINE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int BAR = 24;

  private final Output output;
  private final String label;
  private final long totalBytes;
  private final long started = System.nanoTime();
  private long lastLine = started;
  private long before;

  /// @param label what is being done, for example `hashing holiday`
  public HashProgress(Output output, String label, long totalBytes) {
    this.output = output;
    this.label = label;
    this.totalBytes = totalBytes;
  }

  /// Another run begins: its bytes count on top of what the last one told.
  public void nextRun(long bytesOfLast) {
    before += bytesOfLast;
  }

  public void show(long bytesOfRun) {
    long bytes = before + bytesOfRun;
    long now = System.nanoTime();
    long rate = bytes * 1000 / Math.max(1, (now - started) / 1_000_000);
    String left = rate == 0 ? "–" : Times.print(Duration.ofSeconds((totalBytes - bytes) / rate));
    String facts =
        Bar.percent(bytes, totalBytes)
            + " of "
            + Sizes.print(totalBytes)
            + "  "
            + Rates.print(rate)
            + "  ETA "
            + left;
    if (output.animated()) {
      output.live(
          List.of(label + " ▕" + Bar.draw(Bar.part(bytes, totalBytes), BAR) + "▏ " + facts));
    } else if (now - lastLine >= LINE_NANOS) {
      lastLine = now;
      output.message(label + ": " + facts);
    }
  }

  /// Takes the row away.
  public void end() {
    output.live(List.of());
  }
}

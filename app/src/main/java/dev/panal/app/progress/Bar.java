package dev.panal.app.progress;

/// A progress bar in eighths of a column.
public final class Bar {
  private static final char FULL = '█';
  private static final String PARTS = " ▏▎▍▌▋▊▉";

  private Bar() {}

  /// @param part of the whole, 0 to 1
  public static String draw(double part, int columns) {
    long eighths = Math.round(Math.clamp(part, 0.0, 1.0) * columns * 8);
    // Full only when it is, so that the last piece can be seen to be missing.
    if (part < 1 && eighths == columns * 8L) {
      eighths--;
    }
    int full = (int) (eighths / 8);
    StringBuilder bar = new StringBuilder(columns);
    bar.repeat(FULL, full);
    if (full < columns) {
      bar.append(PARTS.charAt((int) (eighths % 8)));
      bar.repeat(' ', columns - full - 1);
    }
    return bar.toString();
  }

  /// `45.2%`; 100 only when all is there.
  public static String percent(long done, long total) {
    if (done >= total) {
      return "100%";
    }
    long tenths = Math.min(999, done * 1000 / total);
    return tenths / 10 + "." + tenths % 10 + "%";
  }

  /// 0 to 1; 1 if there is nothing to do.
  public static double part(long done, long total) {
    return total <= 0 ? 1 : (double) done / total;
  }
}

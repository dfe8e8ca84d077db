package dev.panal.engine;

import dev.panal.io.Disk.FileStatus;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Length and time of modification of each file of a torrent, as they were when the file was known
/// to hold what the resume data says. A file without a stamp is in doubt.
///
/// Two `long` a file and nothing else: torrents with 100,000 files are saved often.
public final class FileStamps {
  /// As length: there is no stamp.
  private static final long NONE = -2;

  /// As length: there was no file.
  private static final long ABSENT = -1;

  private final long[] lengths;
  private final long[] times;

  private FileStamps(long[] lengths, long[] times) {
    this.lengths = lengths;
    this.times = times;
  }

  /// No file has a stamp.
  public static FileStamps none(int count) {
    long[] lengths = new long[count];
    Arrays.fill(lengths, NONE);
    return new FileStamps(lengths, new long[count]);
  }

  public int count() {
    return lengths.length;
  }

  public boolean stamped(int file) {
    return lengths[file] != NONE;
  }

  /// Whether `file` has a stamp and it is what `status` says now.
  public boolean matches(int file, FileStatus status) {
    return status.exists()
        ? lengths[file] == status.length() && times[file] == status.modifiedMillis()
        : lengths[file] == ABSENT;
  }

  /// What a file that still matches its stamp looks like; null if it has none.
  public @Nullable FileStatus status(int file) {
    if (!stamped(file)) {
      return null;
    }
    return lengths[file] == ABSENT
        ? new FileStatus(false, 0, 0)
        : new FileStatus(true, lengths[file], times[file]);
  }

  /// A copy to be changed.
  public Editor edit() {
    return new Editor(lengths.clone(), times.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileStamps that
        && Arrays.equals(lengths, that.lengths)
        && Arrays.equals(times, that.times);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(lengths) + Arrays.hashCode(times);
  }

  @Override
  public String toString() {
    return "FileStamps(" + lengths.length + " files)";
  }

  /// The form for storing: two numbers a file; what [#ofRaw(long\[\])] takes.
  long[] raw() {
    long[] raw = new long[lengths.length * 2];
    for (int file = 0; file < lengths.length; file++) {
      raw[2 * file] = lengths[file];
      raw[2 * file + 1] = times[file];
    }
    return raw;
  }

  /// @throws IllegalArgumentException if `raw` is not what [#raw()] gives
  static FileStamps ofRaw(long[] raw) {
    if (raw.length % 2 != 0) {
      throw new IllegalArgumentException("half a stamp");
    }
    long[] lengths = new long[raw.length / 2];
    long[] times = new long[raw.length / 2];
    for (int file = 0; file < lengths.length; file++) {
      lengths[file] = raw[2 * file];
      times[file] = raw[2 * file + 1];
      if (lengths[file] < NONE) {
        throw new IllegalArgumentException("negative length");
      }
    }
    return new FileStamps(lengths, times);
  }

  /// Stamps that change; [#stamps()] takes a picture.
  public static final class Editor {
    private final long[] lengths;
    private final long[] times;

    private Editor(long[] lengths, long[] times) {
      this.lengths = lengths;
      this.times = times;
    }

    public boolean stamped(int file) {
      return lengths[file] != NONE;
    }

    public void stamp(int file, FileStatus status) {
      lengths[file] = status.exists() ? status.length() : ABSENT;
      times[file] = status.exists() ? status.modifiedMillis() : 0;
    }

    public void clear(int file) {
      lengths[file] = NONE;
      times[file] = 0;
    }

    public FileStamps stamps() {
      return new FileStamps(lengths.clone(), times.clone());
    }
  }
}

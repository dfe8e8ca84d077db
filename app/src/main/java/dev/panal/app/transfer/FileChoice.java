package dev.panal.app.transfer;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.wire.metainfo.FileEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which files of a torrent: `1,3-5`, counted as `panal info` shows them, from 1 and without
/// padding.
public final class FileChoice {
  public static final FileChoice ALL = new FileChoice(List.of());

  private static final Pattern RANGE =
      Pattern.compile("\\s*(\\d{1,7})\\s*(?:-\\s*(\\d{1,7})\\s*)?");

  private final List<Range> ranges;

  private FileChoice(List<Range> ranges) {
    this.ranges = ranges;
  }

  private record Range(int first, int last) {}

  /// @throws IllegalArgumentException if it is not a list of numbers and ranges
  public static FileChoice parse(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part);
      if (!range.matches()) {
        throw fault(text);
      }
      int first = Integer.parseInt(range.group(1));
      int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
      if (first < 1 || last < first) {
        throw fault(text);
      }
      ranges.add(new Range(first, last));
    }
    return new FileChoice(List.copyOf(ranges));
  }

  private static IllegalArgumentException fault(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a choice of files; write for example 1,3-5");
  }

  /// Indices into `files`; empty for all.
  ///
  /// @throws CommandFailure if the torrent has no file of that number
  public List<Integer> indices(List<FileEntry> files) {
    List<Integer> shown = shown(files);
    List<Integer> indices = new ArrayList<>();
    for (Range range : ranges) {
      if (range.last() > shown.size()) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--files: there is no file " + range.last() + ", the torrent has " + shown.size());
      }
      for (int number = range.first(); number <= range.last(); number++) {
        indices.add(shown.get(number - 1));
      }
    }
    return indices.stream().distinct().sorted().toList();
  }

  /// Indices of the files that people see, in their order: file 1 is the first of them.
  public static List<Integer> shown(List<FileEntry> files) {
    List<Integer> shown = new ArrayList<>();
    for (int index = 0; index < files.size(); index++) {
      if (!files.get(index).pad()) {
        shown.add(index);
      }
    }
    return shown;
  }
}

package dev.panal.app.hash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Disk.Span;
import dev.panal.wire.metainfo.FileEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class LayoutTest {
  private record Named(Path path) implements DiskFile {}

  /// Against the plainest of models: for each byte of the torrent, where it is.
  @Property
  void spansAreTheBytesTheyShouldBe(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 9) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 20) int length,
      @ForAll @IntRange(min = 0, max = 100) int from) {
    List<FileEntry> entries = new ArrayList<>();
    List<Optional<DiskFile>> files = new ArrayList<>();
    List<String> model = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      boolean pad = i % 3 == 2;
      entries.add(
          new FileEntry(
              List.of("t", "f" + i), model.size(), lengths.get(i), pad, false, false, List.of()));
      files.add(pad ? Optional.empty() : Optional.of(new Named(Path.of("f" + i))));
      for (int at = 0; at < lengths.get(i); at++) {
        model.add(pad ? "0" : "f" + i + "@" + at);
      }
    }
    Layout layout = new Layout(entries, files);
    assertThat(layout.length()).isEqualTo(model.size());
    if (from + length <= model.size()) {
      assertThat(bytes(layout.spans(from, length))).isEqualTo(model.subList(from, from + length));
    }
  }

  private static List<String> bytes(List<Span> spans) {
    List<String> bytes = new ArrayList<>();
    for (Span span : spans) {
      for (int i = 0; i < span.length(); i++) {
        bytes.add(
            switch (span) {
              case Span.InFile(DiskFile file, long offset, int _) ->
                  file.path() + "@" + (offset + i);
              case Span.Zeros _ -> "0";
            });
      }
    }
    return bytes;
  }
}

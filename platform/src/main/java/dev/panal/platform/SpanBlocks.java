package dev.panal.platform;

import dev.panal.io.Disk.Span;
import java.util.ArrayList;
import java.util.List;

/// Spans in blocks of one length, whatever files they lie in.
final class SpanBlocks {
  private SpanBlocks() {}

  /// The spans cut into blocks of this many bytes; the last may be shorter.
  static List<List<Span>> cut(List<Span> spans, int blockLength) {
    List<List<Span>> blocks = new ArrayList<>();
    List<Span> block = new ArrayList<>();
    int room = blockLength;
    for (Span span : spans) {
      for (int at = 0; at < span.length(); ) {
        int count = Math.min(room, span.length() - at);
        block.add(span.slice(at, count));
        at += count;
        room -= count;
        if (room == 0) {
          blocks.add(block);
          block = new ArrayList<>();
          room = blockLength;
        }
      }
    }
    if (!block.isEmpty()) {
      blocks.add(block);
    }
    return blocks;
  }
}

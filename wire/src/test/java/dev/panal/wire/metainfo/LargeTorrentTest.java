package dev.panal.wire.metainfo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.bencode.BencodeWriter;
import dev.panal.wire.metainfo.TorrentBuilder.Source;
import dev.panal.wire.metainfo.TorrentBuilder.Version;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Large is not bad, and bad is not expensive.
final class LargeTorrentTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @EnumSource(Version.class)
  void threeHundredThousandPieces(Version version) {
    int pieces = 300_000;
    long length = (long) pieces * 16_384;
    TorrentBuilder builder =
        new TorrentBuilder(version, "n", 16_384, List.of(new Source(List.of(), length)));
    if (version != Version.V1) {
      byte[] layer = new byte[pieces * 32];
      builder.merkle(0, MerkleTree.rootOfLayer(layer, 16_384), layer);
    }
    if (version != Version.V2) {
      builder.pieces(new byte[pieces * 20]);
    }
    byte[] torrent = builder.build().encode();
    assertThat(accepted(torrent).pieceCount()).isEqualTo(pieces);
    torrent[torrent.length - 1] = 'x';
    refused(torrent);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aHundredThousandFiles(Version version) {
    int count = 100_000;
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(new Source(List.of("folder " + i % 100, "sub", "file number " + i), i % 3));
    }
    TorrentBuilder builder = new TorrentBuilder(version, "n", 16_384, sources);
    for (int i = 0; i < builder.layout().size() && version != Version.V1; i++) {
      FileEntry entry = builder.layout().get(i);
      if (!entry.pad() && entry.length() > 0) {
        builder.merkle(i, new byte[32], new byte[0]);
      }
    }
    if (version != Version.V2) {
      builder.pieces(new byte[builder.pieceCount() * 20]);
    }
    byte[] torrent = builder.build().encode();
    assertThat(accepted(torrent).files().stream().filter(file -> !file.pad()).count())
        .isEqualTo(count);
    refused(Arrays.copyOf(torrent, torrent.length - 1));
    // Found when all other files have been read.
    byte[] lacking = torrent.clone();
    lacking[new String(torrent, US_ASCII).lastIndexOf("6:length") + 2] = 'x';
    refused(lacking);
  }

  @Test
  void millionsOfTinyFilesAreRefused() {
    BencodeWriter out = new BencodeWriter().dict().key("info").dict().key("files").list();
    for (int i = 0; i < 250_000; i++) {
      out.dict().key("length").integer(0).key("path").list().string("a").end().end();
    }
    out.dict().key("length").integer(-1).key("path").list().string("a").end().end().end();
    out.key("name").string("n").key("piece length").integer(1).key("pieces").string("");
    refused(out.end().end().bytes());
  }

  @Test
  void filesOfOneNameAreToldApart() {
    BencodeWriter out = new BencodeWriter().dict().key("info").dict().key("files").list();
    for (int i = 0; i < 50_000; i++) {
      out.dict().key("length").integer(0).key("path").list().string("a/b.txt").end().end();
    }
    out.end().key("name").string("n").key("piece length").integer(1).key("pieces").string("");
    Info info = accepted(out.end().end().bytes());
    assertThat(info.files().stream().map(FileEntry::path).distinct().count()).isEqualTo(50_000);
    assertThat(info.files().getLast().path()).containsExactly("n", "a_b (49999).txt");
  }

  @Test
  void moreTrackersThanAnyTorrentHasAreRefused() {
    BencodeWriter out = new BencodeWriter().dict().key("announce-list").list();
    for (int i = 0; i <= 100_000; i++) {
      out.list().string("http://a/").end();
    }
    refused(out.end().end().bytes());
  }

  @Test
  void moreBytesThanAnyTorrentHasAreRefused() {
    refused(new byte[Metainfo.MAX_BYTES + 1]);
  }

  private static Info accepted(byte[] torrent) {
    long start = THREADS.getCurrentThreadCpuTime();
    Info info = Metainfo.parse(torrent).info();
    assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start))
        .isLessThan(Duration.ofSeconds(1));
    return info;
  }

  private static void refused(byte[] torrent) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      Metainfo.parse(torrent);
      fail("accepted");
    } catch (ProtocolException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
    long mib = (THREADS.getCurrentThreadAllocatedBytes() - allocated) >> 20;
    Duration time = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start);
    // All that was allocated, also what was garbage at once.
    assertThat(mib).isLessThan(64);
    assertThat(time).isLessThan(Duration.ofSeconds(1));
  }
}

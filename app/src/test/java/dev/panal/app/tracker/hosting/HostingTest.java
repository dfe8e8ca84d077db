package dev.panal.app.tracker.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.hosting.HostedTorrent.Origin;
import dev.panal.app.tracker.hosting.Publication.Reason;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostingTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00.123Z");

  @TempDir Path data;

  private final List<String> warnings = new CopyOnWriteArrayList<>();

  private interface Body {
    void run(Hosting hosting) throws Exception;
  }

  private void hosted(HostingLimits limits, Instant now, Body body) throws Exception {
    try (TrackerDatabase database = TrackerDatabase.open(data, warnings::add);
        Hosting hosting = new Hosting(database, limits, InstantSource.fixed(now), warnings::add)) {
      body.run(hosting);
    }
  }

  private void hosted(Body body) throws Exception {
    hosted(HostingLimits.defaults(), NOW, body);
  }

  private Path torrents() throws IOException {
    return Files.createDirectories(data.resolve("torrents"));
  }

  /// As somebody left it there a while ago.
  private Path put(String name, byte[] bytes) throws IOException {
    Path file = Files.write(torrents().resolve(name), bytes);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    return file;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(torrents())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static HostedTorrent added(Publication publication) {
    assertThat(publication).isInstanceOf(Publication.Added.class);
    return ((Publication.Added) publication).torrent();
  }

  private static Publication.Refused refused(Publication publication) {
    assertThat(publication).isInstanceOf(Publication.Refused.class);
    return (Publication.Refused) publication;
  }

  @Test
  void whatIsPublishedIsThereAfterARestart() throws Exception {
    Metainfo metainfo = SampleTorrents.folder("holiday");
    hosted(hosting -> {
      HostedTorrent torrent = added(hosting.publish(metainfo.encode(), Origin.UPLOAD));
      assertThat(torrent.infoHash()).isEqualTo(metainfo.info().infoHash());
      assertThat(torrent.length()).isEqualTo(70_010);
      assertThat(torrent.files()).isEqualTo(2);
      assertThat(files()).containsExactly("holiday.torrent");
      assertThat(Files.readAllBytes(torrents().resolve("holiday.torrent")))
          .isEqualTo(metainfo.encode());
    });
    hosted(
        HostingLimits.defaults(),
        NOW.plusSeconds(1_000),
        hosting -> {
          HostedTorrent torrent = hosting.find(metainfo.info().infoHash()).orElseThrow();
          assertThat(torrent.added()).isEqualTo(NOW);
          assertThat(torrent.origin()).isEqualTo(Origin.UPLOAD);
          assertThat(hosting.read(torrent).encode()).isEqualTo(metainfo.encode());
        });
    assertThat(warnings).isEmpty();
  }

  @Test
  void publishedTwiceItIsThereOnce() throws Exception {
    byte[] bytes = SampleTorrents.single("twice", 5).encode();
    hosted(hosting -> {
      HostedTorrent first = added(hosting.publish(bytes, Origin.UPLOAD));
      assertThat(hosting.publish(bytes, Origin.SHARE)).isEqualTo(new Publication.Existing(first));
      assertThat(files()).hasSize(1);
    });
  }

  @Test
  void namesThatMeetGetNumbers() throws Exception {
    put("Same.torrent", "not a torrent, but in the way".getBytes(StandardCharsets.UTF_8));
    hosted(hosting -> {
      added(hosting.publish(SampleTorrents.single("same", 5).encode(), Origin.UPLOAD));
      added(hosting.publish(SampleTorrents.single("SAME", 6).encode(), Origin.UPLOAD));
      assertThat(files()).containsExactly("SAME (3).torrent", "Same.torrent", "same (2).torrent");
    });
  }

  @Test
  void hostileNamesStayInTheFolder() throws Exception {
    List<String> names =
        List.of(
            "../../etc/passwd",
            "/absolute",
            "a\nb\u0000c\u001b[31m",
            "photo\u202egpj.exe",
            "..",
            ".hidden",
            "<script>alert(1)</script>",
            "é".repeat(300),
            "👍".repeat(200),
            "con");
    hosted(hosting -> {
      for (String name : names) {
        HostedTorrent torrent = added(hosting.publish(SampleTorrents.named(name), Origin.UPLOAD));
        String file = torrent.file().name();
        assertThat(file.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);
        assertThat(file).doesNotContain("/", "\\", "\n", "\u202e", "\u0000", "\u001b");
        assertThat(file).doesNotStartWith(".");
        assertThat(torrents().resolve(file)).isRegularFile();
        assertThat(torrent.name()).doesNotContain("\n", "\u202e", "\u001b");
        assertThat(hosting.byDownloadName(torrent.downloadName())).contains(torrent);
      }
      assertThat(files()).hasSize(names.size());
    });
    // And all of them are read again.
    hosted(hosting -> assertThat(hosting.all()).hasSize(names.size()));
    try (Stream<Path> outside = Files.list(data)) {
      assertThat(outside.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.startsWith("tracker.") || name.equals("torrents"));
    }
  }

  @Test
  void whatIsNoTorrentIsRefusedWithTheReason() throws Exception {
    hosted(
        new HostingLimits(1_000, 2, 600),
        NOW,
        hosting -> {
          assertThat(
                  refused(hosting.publish("hello".getBytes(StandardCharsets.UTF_8), Origin.UPLOAD)))
              .satisfies(refused -> {
                assertThat(refused.reason()).isEqualTo(Reason.MALFORMED);
                assertThat(refused.why()).startsWith("not a torrent: ");
              });
          assertThat(refused(hosting.publish(new byte[1_001], Origin.UPLOAD)).reason())
              .isEqualTo(Reason.TOO_LARGE);
          Metainfo large = SampleTorrents.single("large", 25L << 20); // 25 hashes
          added(hosting.publish(SampleTorrents.single("one", 1).encode(), Origin.UPLOAD));
          assertThat(refused(hosting.publish(large.encode(), Origin.UPLOAD)).reason())
              .isEqualTo(Reason.FULL);
          added(hosting.publish(SampleTorrents.single("two", 2).encode(), Origin.UPLOAD));
          assertThat(
                  refused(
                          hosting.publish(
                              SampleTorrents.single("three", 3).encode(), Origin.UPLOAD))
                      .why())
              .contains("no more than 2 torrents");
        });
  }

  @Test
  void filesPutThereByHandArePickedUpAndVanish() throws Exception {
    hosted(hosting -> {
      List<HostingChange> changes = new CopyOnWriteArrayList<>();
      hosting.onChange(changes::add);
      Path file = put("by hand.torrent", SampleTorrents.single("by hand", 7).encode());
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !hosting.all().isEmpty());
      HostedTorrent torrent = hosting.all().iterator().next();
      assertThat(torrent.origin()).isEqualTo(Origin.FOLDER);
      assertThat(torrent.downloadName()).isEqualTo("by hand.torrent");
      Files.delete(file);
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> hosting.all().isEmpty());
      assertThat(changes)
          .containsExactly(new HostingChange.Came(torrent), new HostingChange.Went(torrent));
    });
    assertThat(warnings).isEmpty();
  }

  @Test
  void aRenamedFileIsTheSameTorrent() throws Exception {
    hosted(hosting -> {
      HostedTorrent before =
          added(hosting.publish(SampleTorrents.single("x", 7).encode(), Origin.UPLOAD));
      Files.move(torrents().resolve("x.torrent"), torrents().resolve("y.torrent"));
      hosting.rescan();
      HostedTorrent after = hosting.find(before.infoHash()).orElseThrow();
      assertThat(after.file().name()).isEqualTo("y.torrent");
      assertThat(after.added()).isEqualTo(before.added());
      assertThat(after.origin()).isEqualTo(Origin.UPLOAD);
    });
  }

  @Test
  void badFilesAreWarnedAboutOnce() throws Exception {
    put("a-good.torrent", SampleTorrents.single("good", 7).encode());
    put("bad\u0007.torrent", "d4:infoi3ee".getBytes(StandardCharsets.UTF_8));
    put("copy.torrent", SampleTorrents.single("good", 7).encode());
    put("empty.torrent", new byte[0]);
    put("huge.torrent", new byte[2_000]);
    put("notes.txt", new byte[10]);
    hosted(
        new HostingLimits(1_000, 10, 10_000),
        NOW.plus(Duration.ofDays(36_500)),
        hosting -> {
          assertThat(hosting.all()).hasSize(1);
          hosting.rescan();
          hosting.rescan();
        });
    assertThat(warnings)
        .hasSize(4)
        .allMatch(warning -> warning.contains("torrents/"))
        .anyMatch(warning -> warning.contains("bad\ufffd.torrent: left out: not a torrent"))
        .anyMatch(warning -> warning.contains("copy.torrent: left out: the same torrent as a-good"))
        .anyMatch(warning -> warning.contains("empty.torrent: left out: not a torrent"))
        .anyMatch(warning -> warning.contains("huge.torrent: left out: larger than"));
  }

  @Test
  void aFileThatIsStillComingIsNotComplainedAbout() throws Exception {
    byte[] whole = SampleTorrents.single("slow", 7).encode();
    Path file = torrents().resolve("slow.torrent");
    Files.write(file, java.util.Arrays.copyOf(whole, 20));
    hosted(
        HostingLimits.defaults(),
        Instant.now(),
        hosting -> {
          assertThat(hosting.all()).isEmpty();
          Files.write(file, whole);
          Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> hosting.all().size() == 1);
        });
    assertThat(warnings).isEmpty();
  }

  @Test
  void removingDeletesTheFile() throws Exception {
    hosted(hosting -> {
      HostedTorrent torrent =
          added(hosting.publish(SampleTorrents.single("x", 7).encode(), Origin.UPLOAD));
      assertThat(hosting.remove(torrent.infoHash())).contains(torrent);
      assertThat(hosting.remove(torrent.infoHash())).isEmpty();
      assertThat(files()).isEmpty();
      assertThatThrownBy(() -> hosting.read(torrent)).isInstanceOf(IOException.class);
    });
    hosted(hosting -> assertThat(hosting.all()).isEmpty());
  }
}

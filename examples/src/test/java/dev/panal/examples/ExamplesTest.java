package dev.panal.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.bencode.BencodeWriter;
import dev.panal.wire.metainfo.Metainfo;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
  private static final int PIECE_LENGTH = 64 * 1024;

  @TempDir Path seedFolder;
  @TempDir Path fetchFolder;

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aTrackerASeedAndSomeoneWhoFetches() throws Exception {
    byte[] content = new byte[3_000_001];
    new Random(1).nextBytes(content);
    Files.write(seedFolder.resolve("miel.bin"), content);
    try (EmbedTracker tracker =
        new EmbedTracker(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      Metainfo torrent = torrent("miel.bin", content, tracker.announceUrl());
      try (SeedFolder seed = new SeedFolder(torrent, seedFolder)) {
        seed.awaitSeeding();
        FetchTorrent.fetch(torrent, fetchFolder);
      }
    }
    assertThat(Files.readAllBytes(fetchFolder.resolve("miel.bin"))).isEqualTo(content);
  }

  private static Metainfo torrent(String name, byte[] content, String tracker) throws Exception {
    MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; at += PIECE_LENGTH) {
      int end = Math.min(content.length, at + PIECE_LENGTH);
      pieces.writeBytes(sha1.digest(Arrays.copyOfRange(content, at, end)));
    }
    byte[] file =
        new BencodeWriter()
            .dict()
            .key("announce")
            .string(tracker)
            .key("info")
            .dict()
            .key("length")
            .integer(content.length)
            .key("name")
            .string(name)
            .key("piece length")
            .integer(PIECE_LENGTH)
            .key("pieces")
            .string(pieces.toByteArray())
            .end()
            .end()
            .bytes();
    return Metainfo.parse(file);
  }
}

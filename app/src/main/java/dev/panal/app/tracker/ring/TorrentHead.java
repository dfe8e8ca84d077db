package dev.panal.app.tracker.ring;

import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.app.tracker.hosting.HostedTorrent.Origin;
import dev.panal.app.tracker.hosting.Provenance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The row of a hosted torrent: all but its bytes, which are in rows of their own.
///
/// @param parts how many those are
/// @param digest SHA-256 of the bytes
record TorrentHead(String fileName, Instant added, Origin origin, int parts, byte[] digest) {
  /// Half of what a row may have. A large torrent is twenty of them, most are one.
  private static final int PART_BYTES = 512 << 10;

  private static final byte FORMAT = 1;
  private static final int DIGEST_BYTES = 32;

  static TorrentHead of(HostedTorrent torrent, byte[] bytes) {
    return new TorrentHead(
        torrent.file().name(),
        torrent.added(),
        torrent.origin(),
        parts(bytes).size(),
        digest(bytes));
  }

  static List<byte[]> parts(byte[] bytes) {
    List<byte[]> parts = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += PART_BYTES) {
      parts.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART_BYTES)));
    }
    return parts;
  }

  boolean isOf(byte[] bytes) {
    return Arrays.equals(digest, digest(bytes));
  }

  Provenance provenance() {
    return new Provenance(Optional.of(fileName), added, origin);
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeByte(FORMAT);
      out.writeUTF(fileName);
      out.writeLong(added.toEpochMilli());
      out.writeUTF(origin.name());
      out.writeInt(parts);
      out.write(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes all
    }
    return bytes.toByteArray();
  }

  /// @return empty if it is of a version of Panal that writes it otherwise
  static Optional<TorrentHead> decode(byte[] row) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(row))) {
      if (in.readByte() != FORMAT) {
        return Optional.empty();
      }
      return Optional.of(
          new TorrentHead(
              in.readUTF(),
              Instant.ofEpochMilli(in.readLong()),
              Origin.valueOf(in.readUTF()),
              in.readInt(),
              in.readNBytes(DIGEST_BYTES)));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorrentHead head
        && fileName.equals(head.fileName)
        && added.equals(head.added)
        && origin == head.origin
        && parts == head.parts
        && Arrays.equals(digest, head.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }
}

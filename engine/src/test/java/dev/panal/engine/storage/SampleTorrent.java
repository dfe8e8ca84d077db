package dev.panal.engine.storage;

import dev.panal.io.Disk;
import dev.panal.wire.InfoHash;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A torrent with random content.
final class SampleTorrent {
  static final Path FOLDER = Path.of("/downloads");

  private final int pieceLength;
  private final byte[] content;
  private final List<FileEntry> files;
  private final byte[][] hashes;

  private SampleTorrent(int pieceLength, byte[] content, List<FileEntry> files) {
    this.pieceLength = pieceLength;
    this.content = content;
    this.files = files;
    this.hashes = new byte[content.length == 0 ? 0 : pieceCount()][];
  }

  static SampleTorrent of(int pieceLength, int... lengths) {
    return new Maker(pieceLength).files(lengths).make();
  }

  /// Puts torrents together.
  static final class Maker {
    private final int pieceLength;
    private final List<FileEntry> files = new ArrayList<>();
    private long length;

    Maker(int pieceLength) {
      this.pieceLength = pieceLength;
    }

    Maker files(int... lengths) {
      for (int fileLength : lengths) {
        add(List.of("sample", "file" + files.size()), fileLength, false, List.of());
      }
      return this;
    }

    Maker pad(int padLength) {
      return add(List.of("sample", ".pad", "" + padLength), padLength, true, List.of());
    }

    Maker link(String to) {
      return add(List.of("sample", "link" + files.size()), 0, false, List.of("sample", to));
    }

    private Maker add(List<String> path, int fileLength, boolean pad, List<String> target) {
      files.add(new FileEntry(path, length, fileLength, pad, false, false, target));
      length += fileLength;
      return this;
    }

    SampleTorrent make() {
      byte[] content = new byte[Math.toIntExact(length)];
      new Random(length).nextBytes(content);
      for (FileEntry file : files) {
        if (file.pad()) {
          int from = (int) file.offset();
          Arrays.fill(content, from, from + (int) file.length(), (byte) 0);
        }
      }
      return new SampleTorrent(pieceLength, content, List.copyOf(files));
    }
  }

  StorageRoom.Content on(Disk disk) {
    return new StorageRoom.Content(
        InfoHash.of(sha1(new byte[] {1})),
        new FileLayout(disk, FOLDER, content.length, pieceLength, files),
        this::hash);
  }

  PieceGeometry geometry() {
    return new PieceGeometry(content.length, pieceLength);
  }

  int pieceCount() {
    return geometry().pieceCount();
  }

  List<FileEntry> files() {
    return files;
  }

  Path path(int file) {
    Path path = FOLDER;
    for (String part : files.get(file).path()) {
      path = path.resolve(part);
    }
    return path;
  }

  byte[] bytes(int piece) {
    int from = (int) geometry().offset(piece);
    return Arrays.copyOfRange(content, from, from + geometry().length(piece));
  }

  byte[] fileBytes(int file) {
    int from = (int) files.get(file).offset();
    return Arrays.copyOfRange(content, from, from + (int) files.get(file).length());
  }

  ByteBuffer block(int piece, int block) {
    int begin = block * PieceGeometry.BLOCK_LENGTH;
    int from = (int) geometry().offset(piece) + begin;
    return ByteBuffer.wrap(content)
        .slice(from, geometry().blockLength(piece, block))
        .asReadOnlyBuffer();
  }

  byte[] hash(int piece) {
    if (hashes[piece] == null) {
      hashes[piece] = sha1(bytes(piece));
    }
    return hashes[piece];
  }

  static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}

package dev.panal.simulator.scenario;

import dev.panal.simulator.Content;
import dev.panal.simulator.Host;
import dev.panal.simulator.VirtualFiles;
import dev.panal.wire.bencode.BencodeWriter;
import dev.panal.wire.metainfo.Metainfo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// A torrent whose bytes follow from a seed, so that any number of hosts can have it.
public final class VirtualTorrent {
  private static final int HASH_BYTES = 20;

  private final String name;
  private final List<VirtualFile> files;
  private final Content content;
  private final Metainfo metainfo;

  private VirtualTorrent(String name, List<VirtualFile> files, Content content, Metainfo metainfo) {
    this.name = name;
    this.files = files;
    this.content = content;
    this.metainfo = metainfo;
  }

  /// @param name relative to the torrent's folder
  private record VirtualFile(String name, long offset, long length) {}

  /// One file.
  ///
  /// @param trackers tiers of announce URLs
  public static VirtualTorrent file(
      String name, long length, int pieceLength, List<List<String>> trackers) {
    Content content = Content.random(name.hashCode());
    VirtualFile file = new VirtualFile(name, 0, length);
    byte[] pieces = pieces(content, length, pieceLength);
    BencodeWriter writer = begin(trackers);
    writer.key("length").integer(length);
    Metainfo metainfo = end(writer, name, pieceLength, pieces);
    return new VirtualTorrent("", List.of(file), content, metainfo);
  }

  /// A folder with files of these lengths, called `0`, `1` and so on.
  public static VirtualTorrent folder(
      String name, List<Long> lengths, int pieceLength, List<List<String>> trackers) {
    Content content = Content.random(name.hashCode());
    List<VirtualFile> files = new ArrayList<>();
    long offset = 0;
    BencodeWriter writer = begin(trackers);
    writer.key("files").list();
    for (long length : lengths) {
      String path = String.valueOf(files.size());
      files.add(new VirtualFile(path, offset, length));
      offset += length;
      writer.dict().key("length").integer(length).key("path").list().string(path).end().end();
    }
    writer.end();
    Metainfo metainfo = end(writer, name, pieceLength, pieces(content, offset, pieceLength));
    return new VirtualTorrent(name, files, content, metainfo);
  }

  private static BencodeWriter begin(List<List<String>> trackers) {
    BencodeWriter writer = new BencodeWriter().dict();
    if (!trackers.isEmpty()) {
      writer.key("announce").string(trackers.getFirst().getFirst());
      writer.key("announce-list").list();
      for (List<String> tier : trackers) {
        writer.list();
        tier.forEach(writer::string);
        writer.end();
      }
      writer.end();
    }
    return writer.key("info").dict();
  }

  private static Metainfo end(BencodeWriter writer, String name, int pieceLength, byte[] pieces) {
    writer.key("name").string(name).key("piece length").integer(pieceLength);
    return Metainfo.parse(writer.key("pieces").string(pieces).end().end().bytes());
  }

  private static byte[] pieces(Content content, long length, int pieceLength) {
    int count = Math.toIntExact((length + pieceLength - 1) / pieceLength);
    ByteBuffer pieces = ByteBuffer.allocate(count * HASH_BYTES);
    byte[] piece = new byte[pieceLength];
    for (int i = 0; i < count; i++) {
      long start = (long) i * pieceLength;
      int part = (int) Math.min(pieceLength, length - start);
      content.fill(start, piece, 0, part);
      pieces.put(sha1(piece, part));
    }
    return pieces.array();
  }

  private static byte[] sha1(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(bytes, 0, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  public Metainfo metainfo() {
    return metainfo;
  }

  public long length() {
    return files.stream().mapToLong(VirtualFile::length).sum();
  }

  /// Puts all files where a client with this download folder expects them.
  public void place(Host host, Path folder) {
    for (VirtualFile file : files) {
      host.files().put(path(folder, file), content.from(file.offset()), file.length());
    }
  }

  /// Tells the host what the files will hold in the end, so that they cost no memory.
  public void expect(Host host, Path folder) {
    for (VirtualFile file : files) {
      host.files().expect(path(folder, file), content.from(file.offset()));
    }
  }

  /// Whether every byte of every file is there.
  public boolean isWholeOn(Host host, Path folder) {
    return files.stream()
        .allMatch(file ->
            host.files().holds(path(folder, file), content.from(file.offset()), file.length()));
  }

  /// Spoils one byte in every `everyBytes` of what a host has, behind its back.
  public void rot(Host host, Path folder, long everyBytes) {
    VirtualFiles disk = host.files();
    for (VirtualFile file : files) {
      for (long at = everyBytes / 2; at < file.length(); at += everyBytes) {
        disk.rot(path(folder, file), at);
      }
    }
  }

  private Path path(Path folder, VirtualFile file) {
    return folder.resolve(name).resolve(file.name());
  }
}

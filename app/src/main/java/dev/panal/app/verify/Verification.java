package dev.panal.app.verify;

import dev.panal.app.hash.HashProgress;
import dev.panal.app.hash.HashRun;
import dev.panal.app.hash.Hashes;
import dev.panal.app.hash.Layout;
import dev.panal.app.hash.PieceCheck;
import dev.panal.app.verify.FileState.Kind;
import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Ports;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.Info;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// Compares files with a torrent: pieces of v1 where it has them, else the trees of v2.
final class Verification {
  private final Metainfo metainfo;
  private final Info info;
  private final DataFolder data;
  private final List<Kind> found = new ArrayList<>();

  Verification(Metainfo metainfo, DataFolder data) {
    this.metainfo = metainfo;
    this.info = metainfo.info();
    this.data = data;
    for (FileEntry entry : info.files()) {
      found.add(look(entry));
    }
  }

  private Kind look(FileEntry entry) {
    if (entry.pad()) {
      return Kind.COMPLETE;
    }
    Path file = data.absolute(entry);
    if (entry.symlink()) {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Kind.COMPLETE : Kind.MISSING;
    }
    try {
      long length = Files.size(file);
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        return Kind.UNREADABLE;
      }
      return length == entry.length()
          ? Kind.COMPLETE
          : length < entry.length() ? Kind.SHORTER : Kind.LONGER;
    } catch (NoSuchFileException e) {
      return Kind.MISSING;
    } catch (IOException e) {
      return Kind.UNREADABLE;
    }
  }

  /// Bytes that will be read: those of files that can be right.
  long bytesToRead() {
    return info.contentLength();
  }

  /// One state for each of the torrent's files, padding included.
  List<FileState> run(Ports ports, HashProgress progress) throws InterruptedException {
    List<Optional<DiskFile>> files = new ArrayList<>();
    for (FileEntry entry : info.files()) {
      files.add(
          entry.pad() || entry.symlink()
              ? Optional.empty()
              : Optional.of(ports.disk().file(data.folder(), data.relative(entry))));
    }
    Layout layout = new Layout(info.files(), files);
    return info.v1().isPresent()
        ? byPieces(ports, layout, progress)
        : byTrees(ports, layout, progress);
  }

  private List<FileState> byPieces(Ports ports, Layout layout, HashProgress progress)
      throws InterruptedException {
    BitSet good = new BitSet();
    if (info.pieceCount() > 0) {
      PieceCheck check = new PieceCheck(info, layout, this::readable);
      HashRun.run(ports, check, HashProgress.PACE, progress::show);
      good = check.good();
    }
    List<FileState> states = new ArrayList<>();
    for (int i = 0; i < info.files().size(); i++) {
      FileEntry entry = info.files().get(i);
      if (entry.length() == 0) {
        states.add(new FileState(found.get(i), 0, 0));
        continue;
      }
      int first = (int) (entry.offset() / info.pieceLength());
      int last = (int) ((entry.offset() + entry.length() - 1) / info.pieceLength());
      int right = good.get(first, last + 1).cardinality();
      states.add(state(found.get(i), last - first + 1 - right, last - first + 1));
    }
    return states;
  }

  private boolean readable(int file) {
    return switch (found.get(file)) {
      case COMPLETE, SHORTER, LONGER, DAMAGED -> true;
      case MISSING, UNREADABLE -> false;
    };
  }

  private List<FileState> byTrees(Ports ports, Layout layout, HashProgress progress)
      throws InterruptedException {
    Hashes hashes = new Hashes(ports, layout, progress);
    List<FileState> states = new ArrayList<>();
    for (int i = 0; i < info.files().size(); i++) {
      FileEntry entry = info.files().get(i);
      int pieces = entry.length() == 0 ? 0 : (int) ((entry.length() - 1) / info.pieceLength()) + 1;
      boolean whole = found.get(i) == Kind.COMPLETE || found.get(i) == Kind.LONGER;
      if (pieces == 0 || entry.pad()) {
        states.add(new FileState(found.get(i), 0, pieces));
      } else if (!whole) {
        states.add(new FileState(found.get(i), pieces, pieces));
      } else {
        states.add(state(found.get(i), wrongPieces(hashes, i, pieces), pieces));
      }
    }
    return states;
  }

  private int wrongPieces(Hashes hashes, int file, int pieces) throws InterruptedException {
    Optional<Hashes.Tree> tree = hashes.treeIfReadable(file, info.pieceLength());
    if (tree.isEmpty()) {
      return pieces;
    }
    byte[] root = info.piecesRoot(file).orElseThrow();
    if (Arrays.equals(tree.get().root(), root)) {
      return 0;
    }
    Optional<ByteBuffer> layer = metainfo.pieceLayer(file);
    if (layer.isEmpty()) {
      return pieces;
    }
    ByteBuffer ours = ByteBuffer.wrap(tree.get().layer());
    int wrong = 0;
    for (int at = 0; at < ours.capacity(); at += root.length) {
      if (!ours.slice(at, root.length).equals(layer.get().slice(at, root.length))) {
        wrong++;
      }
    }
    return wrong;
  }

  private static FileState state(Kind found, int bad, int pieces) {
    return new FileState(found == Kind.COMPLETE && bad > 0 ? Kind.DAMAGED : found, bad, pieces);
  }
}

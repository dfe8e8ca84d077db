package dev.panal.engine.storage;

import dev.panal.io.Disk;
import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Disk.Span;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.Info;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the bytes of a torrent lie on the disk: pieces and ranges to files, and back.
///
/// Nothing is kept for a piece, and for a file no more than its name on the disk, made when it is
/// first asked for: a torrent may have 300,000 pieces or 100,000 files. A place is found by binary
/// search over the files, which are in the order of their bytes.
///
/// Pad files (BEP 47) are zeros that no file holds. Links hold no bytes and are not made.
///
/// A piece that a wanted and an unwanted file share can be verified only with the bytes of both, so
/// both are written, each in its own place: the unwanted file then exists with the bytes of the
/// shared pieces and holes elsewhere. A side file for such bytes would leave the folder tidier, but
/// every range would have two possible places, and wanting the file later would mean to move them.
public final class FileLayout {
  private final Disk disk;
  private final Path folder;
  private final long length;
  private final int pieceLength;
  private final List<FileEntry> files;
  private final @Nullable DiskFile[] onDisk;
  private final @Nullable PieceGeometry geometry;

  /// @param files in the order of their bytes, without gaps
  /// @param folder the download folder; the paths of `files` are below it
  public FileLayout(Disk disk, Path folder, long length, int pieceLength, List<FileEntry> files) {
    this.disk = disk;
    this.folder = folder;
    this.length = length;
    this.pieceLength = pieceLength;
    this.files = files;
    this.onDisk = new DiskFile[files.size()];
    this.geometry = length == 0 ? null : new PieceGeometry(length, pieceLength);
  }

  public static FileLayout of(Info info, Disk disk, Path folder) {
    return new FileLayout(disk, folder, info.length(), info.pieceLength(), info.files());
  }

  public Path folder() {
    return folder;
  }

  /// Bytes, pad files included.
  public long length() {
    return length;
  }

  /// Bytes of every piece but the last.
  int pieceLength() {
    return pieceLength;
  }

  /// 0 if there are only empty files.
  public int pieceCount() {
    return geometry == null ? 0 : geometry.pieceCount();
  }

  /// @throws IllegalStateException if the torrent has no bytes, and so no pieces
  public PieceGeometry geometry() {
    if (geometry == null) {
      throw new IllegalStateException("a torrent of length 0 has no pieces");
    }
    return geometry;
  }

  public int fileCount() {
    return files.size();
  }

  public FileEntry file(int file) {
    return files.get(file);
  }

  /// Whether something on the disk stands for `file`: not for pad files and links.
  public boolean stored(int file) {
    FileEntry entry = files.get(file);
    return !entry.pad() && !entry.symlink();
  }

  /// @throws IllegalArgumentException if nothing on the disk stands for it
  public DiskFile diskFile(int file) {
    DiskFile known = onDisk[file];
    if (known != null) {
      return known;
    }
    if (!stored(file)) {
      throw new IllegalArgumentException("file " + file + " is not on the disk");
    }
    List<String> path = files.get(file).path();
    String[] rest = path.subList(1, path.size()).toArray(String[]::new);
    DiskFile made = disk.file(folder, folder.getFileSystem().getPath(path.getFirst(), rest));
    onDisk[file] = made;
    return made;
  }

  /// Where `length` bytes from `begin` of `piece` lie, in order and without empty spans.
  public List<Span> spans(int piece, int begin, int length) {
    long position = (long) piece * pieceLength + begin;
    if (begin < 0 || length < 0 || position + length > this.length) {
      throw new IllegalArgumentException("outside of the torrent: piece " + piece);
    }
    List<Span> spans = new ArrayList<>(1);
    int left = length;
    for (int file = left == 0 ? 0 : fileAt(position); left > 0; file++) {
      FileEntry entry = files.get(file);
      int here = (int) Math.min(left, end(entry) - position);
      if (here > 0) {
        spans.add(
            entry.pad()
                ? new Span.Zeros(here)
                : new Span.InFile(diskFile(file), position - entry.offset(), here));
        position += here;
        left -= here;
      }
    }
    return spans;
  }

  /// All of `piece`.
  public List<Span> spans(int piece) {
    return spans(piece, 0, geometry().length(piece));
  }

  /// The file that holds the byte at `position` of the torrent.
  int fileAt(long position) {
    int low = 0;
    int high = files.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (end(files.get(middle)) > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /// The first file with bytes in `piece`.
  public int firstFile(int piece) {
    return fileAt(geometry().offset(piece));
  }

  /// The last file with bytes in `piece`.
  public int lastFile(int piece) {
    PieceGeometry geometry = geometry();
    return fileAt(geometry.offset(piece) + geometry.length(piece) - 1);
  }

  /// The first piece with bytes of `file`; without meaning if the file is empty.
  public int firstPiece(int file) {
    return (int) (files.get(file).offset() / pieceLength);
  }

  /// The piece after the last one with bytes of `file`; [#firstPiece(int)] if the file is empty.
  public int endPiece(int file) {
    FileEntry entry = files.get(file);
    return entry.length() == 0 ? firstPiece(file) : (int) ((end(entry) - 1) / pieceLength) + 1;
  }

  /// The piece that holds the byte at `offset` of `file`.
  int pieceAt(int file, long offset) {
    return (int) ((files.get(file).offset() + offset) / pieceLength);
  }

  /// The files that were named on the disk so far.
  List<DiskFile> diskFiles() {
    List<DiskFile> known = new ArrayList<>();
    for (DiskFile file : onDisk) {
      if (file != null) {
        known.add(file);
      }
    }
    return known;
  }

  /// The pieces to be had when all files but `unwanted` are wanted. Pad files are wanted by nobody.
  public BitSet wantedPieces(BitSet unwanted) {
    BitSet wanted = new BitSet(pieceCount());
    for (int file = 0; file < files.size(); file++) {
      if (!files.get(file).pad() && !unwanted.get(file)) {
        wanted.set(firstPiece(file), endPiece(file));
      }
    }
    return wanted;
  }

  /// The sum of the lengths of `pieces`.
  long bytes(BitSet pieces) {
    if (pieces.isEmpty()) {
      return 0;
    }
    long bytes = (long) pieces.cardinality() * pieceLength;
    int last = pieceCount() - 1;
    return pieces.get(last) ? bytes - pieceLength + geometry().length(last) : bytes;
  }

  private static long end(FileEntry entry) {
    return entry.offset() + entry.length();
  }
}

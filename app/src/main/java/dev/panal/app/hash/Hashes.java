package dev.panal.app.hash;

import dev.panal.app.console.CommandFailure;
import dev.panal.io.Completion;
import dev.panal.io.Disk;
import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Disk.Span;
import dev.panal.io.Failure;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import dev.panal.wire.metainfo.PieceGeometry;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Computes what a .torrent says of files.
public final class Hashes {
  private final Ports ports;
  private final Layout layout;
  private final HashProgress progress;

  public Hashes(Ports ports, Layout layout, HashProgress progress) {
    this.ports = ports;
    this.layout = layout;
    this.progress = progress;
  }

  /// @param layer the hashes of the pieces; empty for a file of one piece
  public record Tree(byte[] root, byte[] layer) {}

  /// The SHA-1 of all pieces, end to end.
  ///
  /// @param failed what to throw when something cannot be read
  public byte[] pieces(int pieceLength, Function<Failure, CommandFailure> failed)
      throws InterruptedException {
    if (layout.length() == 0) {
      return new byte[0];
    }
    PieceJobs jobs = new PieceJobs(layout, new PieceGeometry(layout.length(), pieceLength));
    HashRun.run(ports, jobs, HashProgress.PACE, progress::show);
    progress.nextRun(layout.length());
    raise(jobs.fault, failed);
    return jobs.hashes;
  }

  /// The hash tree of one file that has at least one byte (BEP 52).
  public Tree tree(int file, int pieceLength, Function<Failure, CommandFailure> failed)
      throws InterruptedException {
    TreeJobs jobs = new TreeJobs(layout, file, pieceLength);
    HashRun.run(ports, jobs, HashProgress.PACE, progress::show);
    progress.nextRun(layout.entries().get(file).length());
    raise(jobs.fault(), failed);
    return new Tree(jobs.root(), jobs.layer());
  }

  /// The same, for a file that may have gone or shrunk: absent then.
  public Optional<Tree> treeIfReadable(int file, int pieceLength) throws InterruptedException {
    TreeJobs jobs = new TreeJobs(layout, file, pieceLength);
    HashRun.run(ports, jobs, HashProgress.PACE, progress::show);
    progress.nextRun(layout.entries().get(file).length());
    return jobs.fault().isPresent()
        ? Optional.empty()
        : Optional.of(new Tree(jobs.root(), jobs.layer()));
  }

  private static void raise(Optional<Failure> fault, Function<Failure, CommandFailure> failed) {
    if (fault.isPresent()) {
      throw failed.apply(fault.get());
    }
  }

  private static final class PieceJobs implements HashRun.Jobs {
    private final Layout layout;
    private final PieceGeometry geometry;
    private final byte[] hashes;
    private Optional<Failure> fault = Optional.empty();

    PieceJobs(Layout layout, PieceGeometry geometry) {
      this.layout = layout;
      this.geometry = geometry;
      this.hashes = new byte[geometry.pieceCount() * InfoHash.LENGTH];
    }

    @Override
    public int count() {
      return geometry.pieceCount();
    }

    @Override
    public void hash(Disk disk, List<Span> spans, Completion<byte[]> completion) {
      disk.hash(HashAlgorithm.SHA1, spans, completion);
    }

    @Override
    public List<Span> spans(int piece) {
      return layout.spans(geometry.offset(piece), geometry.length(piece));
    }

    @Override
    public boolean hashed(int piece, Result<byte[]> digest) {
      return switch (digest) {
        case Result.Failed<byte[]>(Failure failure) -> {
          fault = Optional.of(failure);
          yield false;
        }
        case Result.Done<byte[]>(byte[] hash) -> {
          System.arraycopy(hash, 0, hashes, piece * InfoHash.LENGTH, InfoHash.LENGTH);
          yield true;
        }
      };
    }
  }
}

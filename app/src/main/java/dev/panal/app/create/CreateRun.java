package dev.panal.app.create;

import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.console.Text;
import dev.panal.app.units.Sizes;
import dev.panal.wire.InfoHash;
import dev.panal.wire.InfoHashV2;
import dev.panal.wire.magnet.Magnet;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.Info;
import dev.panal.wire.metainfo.Metainfo;
import java.nio.file.Path;
import java.util.Objects;

/// Makes a torrent, writes it and says what it is called.
public final class CreateRun {
  /// What becomes of a torrent before it is written.
  public interface Finish {
    Metainfo of(Metainfo made) throws InterruptedException;
  }

  private final Output output;
  private final CreateOptions options;

  public CreateRun(Output output, CreateOptions options) {
    this.output = output;
    this.options = options;
  }

  public MadeTorrent run() throws InterruptedException {
    return run(made -> made);
  }

  /// @param finish may put something beside the info dictionary before the torrent is written
  public MadeTorrent run(Finish finish) throws InterruptedException {
    Path target = target();
    MadeTorrent hashed = new TorrentMaker(output, options).make(target);
    MadeTorrent made = new MadeTorrent(finish.of(hashed.metainfo()), hashed.statuses());
    TorrentTarget.write(target, made.metainfo());
    say(target, made.metainfo());
    return made;
  }

  private Path target() {
    return options
        .target()
        .orElseGet(() ->
            output
                .console()
                .folder()
                .resolve(
                    Objects.requireNonNullElse(options.path().getFileName(), "") + ".torrent"));
  }

  private void say(Path target, Metainfo metainfo) {
    Info info = metainfo.info();
    String magnet = Magnet.of(metainfo).uri();
    long files = info.files().stream().filter(file -> !file.pad()).count();
    long bytes =
        info.files().stream().filter(file -> !file.pad()).mapToLong(FileEntry::length).sum();
    output.emit(
        Json.object()
            .put("event", "created")
            .put("file", target.toString())
            .put("name", info.name())
            .put("info_hash", info.v1().map(InfoHash::hex))
            .put("info_hash_v2", info.v2().map(InfoHashV2::hex))
            .put("magnet", magnet)
            .put("files", files)
            .put("length", bytes)
            .put("piece_length", info.pieceLength())
            .put("pieces", info.pieceCount()));
    info.v1().ifPresent(hash -> output.result("info-hash: " + hash.hex()));
    info.v2().ifPresent(hash -> output.result("info-hash v2: " + hash.hex()));
    output.result("magnet: " + magnet);
    output.message(
        Text.safe(target.toString())
            + ": "
            + (files == 1 ? "1 file" : files + " files")
            + ", "
            + Sizes.print(bytes)
            + ", "
            + info.pieceCount()
            + " pieces of "
            + Sizes.print(info.pieceLength()));
  }
}

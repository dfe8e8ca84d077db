package dev.panal.app.verify;

import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.console.Text;
import dev.panal.app.hash.HashProgress;
import dev.panal.app.units.Sizes;
import dev.panal.app.verify.FileState.Kind;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Checks the data of a torrent and says of each file how it is.
public final class VerifyRun {
  private final Output output;
  private final Metainfo metainfo;
  private final DataFolder data;

  /// @param path where the data is: the folder it was downloaded to, or the data itself
  public VerifyRun(Output output, Metainfo metainfo, Path path) {
    this.output = output;
    this.metainfo = metainfo;
    this.data = DataFolder.find(metainfo.info(), path);
  }

  public ExitCode run() throws InterruptedException {
    List<FileState> states;
    Verification verification = new Verification(metainfo, data);
    HashProgress progress =
        new HashProgress(
            output, "checking " + Text.safe(metainfo.info().name()), verification.bytesToRead());
    try (Platform platform = Platform.open(PlatformConfig.defaults().withName("panal-verify"))) {
      states = verification.run(platform.ports(), progress);
    } catch (IOException e) {
      throw Failures.of("platform", e);
    }
    progress.end();
    return say(states);
  }

  private ExitCode say(List<FileState> states) {
    List<Json> files = new ArrayList<>();
    int shown = 0;
    int complete = 0;
    for (int i = 0; i < states.size(); i++) {
      FileEntry entry = metainfo.info().files().get(i);
      if (entry.pad()) {
        continue;
      }
      FileState state = states.get(i);
      shown++;
      complete += state.kind() == Kind.COMPLETE ? 1 : 0;
      output.result(line(entry, state));
      if (output.json()) {
        files.add(json(entry, state));
      }
    }
    boolean all = complete == shown;
    output.emit(
        Json.object()
            .put("name", metainfo.info().name())
            .put("info_hash", metainfo.info().infoHash().hex())
            .put("folder", data.folder().toString())
            .put("complete", all)
            .put("complete_files", complete)
            .put("file_count", shown)
            .put("files", files));
    output.message(
        all
            ? "all is there: " + Sizes.print(metainfo.info().contentLength())
            : (shown - complete) + " of " + shown + " files are not as the torrent says");
    return all ? ExitCode.DONE : ExitCode.FAILED;
  }

  private String line(FileEntry entry, FileState state) {
    String pieces =
        state.badPieces() > 0 && state.kind() != Kind.MISSING
            ? String.format(
                Locale.ROOT, " (%d of %d pieces wrong)", state.badPieces(), state.pieces())
            : "";
    return Text.pad(state.kind().words(), 11) + Text.safe(data.relative(entry).toString()) + pieces;
  }

  private Json json(FileEntry entry, FileState state) {
    return Json.object()
        .put("path", String.join("/", entry.path()))
        .put("length", entry.length())
        .put("state", state.kind().name().toLowerCase(Locale.ROOT))
        .put("pieces", state.pieces())
        .put("bad_pieces", state.badPieces());
  }
}

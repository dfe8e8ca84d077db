package dev.panal.app.create;

import dev.panal.io.Disk.FileStatus;
import dev.panal.wire.metainfo.Metainfo;
import java.util.List;

/// A torrent that was just made, and how its files were while they were hashed.
///
/// @param statuses one for each of the torrent's files; of padding, that there is no file
public record MadeTorrent(Metainfo metainfo, List<FileStatus> statuses) {
  public MadeTorrent {
    statuses = List.copyOf(statuses);
  }
}

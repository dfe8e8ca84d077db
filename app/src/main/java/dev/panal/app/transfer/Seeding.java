package dev.panal.app.transfer;

import dev.panal.app.create.MadeTorrent;
import dev.panal.engine.AddTorrent;
import dev.panal.engine.Encryption;
import dev.panal.engine.SessionEvent;
import dev.panal.io.Failure;
import dev.panal.wire.InfoHash;
import dev.panal.wire.metainfo.Metainfo;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Seeds torrents beside whatever else the process does, until it is closed.
///
/// Nothing is ever fetched: a torrent whose data is not all there is let go at once, so that files
/// that have changed since are not overwritten with what they were.
public final class Seeding implements AutoCloseable {
  private static final int MAX_PEERS = 200;

  private final Client client;
  private final Set<InfoHash> torrents;

  private Seeding(Client client, Set<InfoHash> torrents) {
    this.client = client;
    this.torrents = torrents;
  }

  /// @param home where resume data lives
  /// @param folder whose resume data it is; what is seeded lies anywhere below
  /// @param trouble hears what cannot be seeded
  /// @throws dev.panal.app.console.CommandFailure if it cannot be started
  public static Seeding open(Path home, Path folder, InetAddress bind, Consumer<String> trouble)
      throws InterruptedException {
    TransferOptions options =
        new TransferOptions(
            home,
            folder,
            bind,
            0,
            Optional.empty(),
            List.of(),
            MAX_PEERS,
            0,
            0,
            0,
            Encryption.ALLOW,
            false,
            FileChoice.ALL,
            OptionalDouble.empty(),
            Optional.empty(),
            false);
    AtomicReference<Client> opened = new AtomicReference<>();
    Set<InfoHash> torrents = ConcurrentHashMap.newKeySet();
    Consumer<InfoHash> letGo =
        torrent -> {
          torrents.remove(torrent);
          Objects.requireNonNull(opened.get()).remove(torrent);
        };
    Client client =
        Client.open(options, event -> hear(event, letGo, trouble), (_, _) -> {}, trouble);
    opened.set(client);
    try {
      client.start();
    } catch (RuntimeException | InterruptedException e) {
      client.close();
      throw e;
    }
    return new Seeding(client, torrents);
  }

  /// On the session's loop.
  private static void hear(SessionEvent event, Consumer<InfoHash> letGo, Consumer<String> trouble) {
    if (event instanceof SessionEvent.Started(var torrent, long verified, long wanted)
        && verified < wanted) {
      letGo.accept(torrent);
      trouble.accept(torrent.hex() + ": its files have changed, it is not seeded");
    } else if (event instanceof SessionEvent.TorrentFailed(var torrent, Failure failure)) {
      letGo.accept(torrent);
      trouble.accept(torrent.hex() + ": is not seeded: " + failure);
    }
  }

  /// Seeds what has just been made of files in `folder`, without reading them again.
  public void add(MadeTorrent made, Path folder) throws InterruptedException {
    if (!torrents.contains(made.metainfo().info().infoHash())) {
      client.remember(CompleteData.of(made, folder));
    }
    add(made.metainfo(), folder);
  }

  /// Seeds what lies in `folder`; what is not remembered is checked.
  public void add(Metainfo metainfo, Path folder) throws InterruptedException {
    InfoHash torrent = metainfo.info().infoHash();
    if (torrents.add(torrent)) {
      try {
        client.add(new AddTorrent(metainfo, folder, List.of(), false, List.of()));
      } catch (RuntimeException | InterruptedException e) {
        torrents.remove(torrent);
        throw e;
      }
    }
  }

  public void remove(InfoHash torrent) {
    torrents.remove(torrent);
    client.remove(torrent);
  }

  @Override
  public void close() {
    client.close();
  }
}

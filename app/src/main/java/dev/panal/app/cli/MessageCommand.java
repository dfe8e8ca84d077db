package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.message.MessageRun;
import dev.panal.app.message.MessageRun.Recipient;
import dev.panal.app.network.Addresses;
import dev.panal.app.source.Source;
import dev.panal.wire.InfoHash;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `panal message`.
@Command(
    name = "message",
    description = "Send a message to a peer, to a swarm or to all, through their tracker.")
final class MessageCommand implements Callable<Integer> {
  private final PanalCommand root;

  @Parameters(
      index = "0",
      paramLabel = "TRACKER-URL",
      description =
          "The tracker as it is announced to, or its page: http://HOST:PORT/announce. For udp://"
              + " the same host and port are tried over HTTP.")
  private String tracker = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "TEXT",
      description = "What to say; several words are one text.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--peer",
      paramLabel = "ID",
      description =
          "To this peer: its id, or so much of the beginning as is needed to tell it from others, as"
              + " the tracker's console shows it or in hexadecimal digits.")
  private @Nullable String peer;

  @Option(
      names = "--torrent",
      paramLabel = "SOURCE",
      description =
          "To the swarm of this torrent: a .torrent file, its address, a magnet link or an"
              + " info-hash. With --peer: the peer in this swarm.")
  private @Nullable String torrent;

  @Option(names = "--all", fallbackValue = "true", description = "To all peers of the tracker.")
  private boolean all;

  @Option(names = "--bind", paramLabel = "ADDR", description = "Address or interface to send from.")
  private @Nullable String bind;

  MessageCommand(PanalCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() throws InterruptedException {
    Recipient to = recipient();
    String text = String.join(" ", words);
    if (text.isBlank()) {
      throw new CommandFailure(ExitCode.USAGE, "TEXT: empty");
    }
    root.startLog();
    return new MessageRun(
            root.output(),
            new MessageRun.Options(
                tracker,
                to,
                text,
                Optional.ofNullable(bind).map(address -> Addresses.bind("--bind", address))))
        .run()
        .number();
  }

  private Recipient recipient() {
    if (all && (peer != null || torrent != null)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--all excludes --peer and --torrent: whom is the message for?");
    }
    Optional<InfoHash> swarm = Optional.ofNullable(torrent).map(this::infoHash);
    if (peer != null) {
      return new Recipient.Peer(peer, swarm);
    }
    if (!all && swarm.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE, "whom is the message for? Name --peer ID, --torrent SOURCE or --all");
    }
    return swarm.<Recipient>map(Recipient.Swarm::new).orElseGet(Recipient.All::new);
  }

  private InfoHash infoHash(String source) {
    if (source.length() == 2 * InfoHash.LENGTH
        && source.chars().allMatch(c -> HexFormat.isHexDigit(c))) {
      return InfoHash.of(HexFormat.of().parseHex(source));
    }
    return switch (Source.open(source, root.console()::resolve)) {
      case Source.Torrent found -> found.metainfo().info().infoHash();
      case Source.Link link -> link.magnet().infoHash();
    };
  }
}

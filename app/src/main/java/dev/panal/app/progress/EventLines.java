package dev.panal.app.progress;

import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.console.Text;
import dev.panal.app.network.Addresses;
import dev.panal.app.units.Sizes;
import dev.panal.app.units.Times;
import dev.panal.engine.SessionEvent;
import dev.panal.wire.InfoHash;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Says what a session tells, to people and to programs. What ends a run is left to the run.
public final class EventLines {
  private final Output output;

  public EventLines(Output output) {
    this.output = output;
  }

  public void tell(SessionEvent event) {
    switch (event) {
      case SessionEvent.Listening(InetSocketAddress address) -> {
        output.emit(
            Json.event("listening")
                .put("port", address.getPort())
                .put("address", Addresses.bound(address.getAddress())));
        output.message("listening on port " + address.getPort());
      }
      case SessionEvent.Checking(InfoHash torrent, long checked, long total) ->
          output.emit(
              of("checking", torrent).put("checked_bytes", checked).put("total_bytes", total));
      case SessionEvent.Started(InfoHash torrent, long verified, long wanted) -> {
        output.emit(
            of("started", torrent).put("verified_bytes", verified).put("wanted_bytes", wanted));
        if (verified > 0) {
          output.message(Sizes.print(verified) + " of " + Sizes.print(wanted) + " is here already");
        }
      }
      case SessionEvent.PieceVerified(InfoHash torrent, int piece, int verified, int count) -> {
        if (output.verbose()) {
          output.emit(
              of("piece", torrent)
                  .put("piece", piece)
                  .put("verified_pieces", verified)
                  .put("pieces", count));
          output.message("piece " + piece + " verified, " + verified + " of " + count);
        }
      }
      case SessionEvent.PieceFailed(InfoHash torrent, int piece) -> {
        output.emit(of("piece_failed", torrent).put("piece", piece));
        output.message("piece " + piece + " did not match its hash and is fetched again");
      }
      case SessionEvent.Warning(InfoHash torrent, String message) ->
          output.warning(Text.safe(message));
      case SessionEvent.PeerConnected peer -> connected(peer);
      case SessionEvent.PeerDisconnected(InfoHash torrent, InetSocketAddress at, String reason) -> {
        output.emit(peer(torrent, "disconnected", at).put("reason", reason));
        output.detail("peer " + Addresses.print(at) + " left: " + Text.safe(reason));
      }
      case SessionEvent.PeerBanned(InfoHash torrent, InetSocketAddress at, String reason) -> {
        output.emit(peer(torrent, "banned", at).put("reason", reason));
        output.message("peer " + Addresses.print(at) + " is banned: " + Text.safe(reason));
      }
      case SessionEvent.TrackerAnnounced tracker -> announced(tracker);
      case SessionEvent.TrackerFailed tracker -> failed(tracker);
      case SessionEvent.Seeding(InfoHash torrent) -> {
        output.emit(of("seeding", torrent));
        output.detail("complete here: other peers are served");
      }
      case SessionEvent.MessagesOffered ignored -> {}
      case SessionEvent.Completed ignored -> {}
      case SessionEvent.TorrentFailed ignored -> {}
    }
  }

  private void connected(SessionEvent.PeerConnected peer) {
    output.emit(
        peer(peer.torrent(), "connected", peer.peer())
            .put("client", peer.client())
            .put("incoming", peer.incoming()));
    output.detail(
        "peer "
            + Addresses.print(peer.peer())
            + (peer.incoming() ? " connected to us: " : " connected: ")
            + Text.safe(peer.client()));
  }

  private void announced(SessionEvent.TrackerAnnounced tracker) {
    output.emit(
        of("tracker", tracker.torrent())
            .put("url", tracker.url())
            .put("ok", true)
            .put("peers", tracker.peers())
            .put("next_seconds", tracker.nextIn().toSeconds()));
    output.detail(
        "tracker "
            + Text.safe(tracker.url())
            + ": "
            + tracker.peers()
            + " peers, next in "
            + Times.print(tracker.nextIn()));
  }

  private void failed(SessionEvent.TrackerFailed tracker) {
    output.emit(
        of("tracker", tracker.torrent())
            .put("url", tracker.url())
            .put("ok", false)
            .put("reason", tracker.reason())
            .put("retry_seconds", tracker.retryIn().map(Duration::toSeconds)));
    output.message(
        "tracker "
            + Text.safe(tracker.url())
            + ": "
            + Text.safe(tracker.reason())
            + tracker.retryIn().map(wait -> "; next try in " + Times.print(wait)).orElse(""));
  }

  private static Json of(String event, InfoHash torrent) {
    return Json.event(event).put("info_hash", torrent.hex());
  }

  private static Json peer(InfoHash torrent, String action, InetSocketAddress peer) {
    return of("peer", torrent).put("action", action).put("peer", Addresses.print(peer));
  }
}

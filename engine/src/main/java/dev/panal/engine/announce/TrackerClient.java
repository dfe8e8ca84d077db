package dev.panal.engine.announce;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Ports;
import dev.panal.wire.tracker.AnnounceAnswer;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.TrackerUrl;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Carries announces to trackers, over HTTP or UDP. One for a session: all torrents share the UDP
/// socket, what is known of UDP trackers, the bound on announces under way and the timer for those
/// to come.
public final class TrackerClient {
  private final HttpTrackers http;
  private final UdpTrackers udp;
  private final Agenda agenda;
  private final AnnounceRoom room;

  /// @param udpLocal where to send datagrams from; the socket is opened when it is first needed
  /// @param agent what HTTP trackers are told as User-Agent
  public TrackerClient(Ports ports, InetSocketAddress udpLocal, String agent) {
    this.http = new HttpTrackers(ports.http(), agent);
    this.udp = new UdpTrackers(ports.loop(), ports.network(), ports.random(), udpLocal);
    this.agenda = new Agenda(ports.loop());
    this.room = new AnnounceRoom(ports.loop());
  }

  Agenda agenda() {
    return agenda;
  }

  AnnounceRoom room() {
    return room;
  }

  /// Asks a tracker. A refusal is an answer; a failure means that there was none.
  ///
  /// @param timeout for the whole exchange, look-up of the name included
  /// @return takes the announce back: the completion may not run then
  EventLoop.Timer announce(
      TrackerUrl url,
      AnnounceRequest request,
      Duration timeout,
      Completion<AnnounceAnswer> completion) {
    return switch (url) {
      case TrackerUrl.Http web -> http.announce(web, request, timeout, completion);
      case TrackerUrl.Udp datagram -> udp.announce(datagram, request, timeout, completion);
    };
  }

  /// Closes the socket. Announces that are under way over UDP fail.
  public void close() {
    udp.close();
  }
}

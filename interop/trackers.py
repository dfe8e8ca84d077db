"""Trackers of others, and asking any tracker what it knows."""

import http.client
import socket
import urllib.parse
import urllib.request

import torrents
from programs import until


class Opentracker:
    """Debian builds it so that it serves listed torrents only."""

    def __init__(self, run, address, torrents_served, port=7000):
        folder = run.path(f"opentracker-{port}")
        folder.mkdir()
        (folder / "allowed").write_text("".join(torrent.hash.hex() + "\n" for torrent in torrents_served))
        command = ["opentracker", "-i", address, "-p", port, "-P", port, "-d", folder, "-w", "allowed"]
        self.program = run.start("opentracker", command)
        self.http = f"http://{address}:{port}/announce"
        self.udp = f"udp://{address}:{port}/announce"
        until("opentracker listens", lambda: _connects(address, port), 10)

    def stop(self):
        self.program.kill()


def _connects(address, port):
    try:
        socket.create_connection((address, port), 1).close()
        return True
    except OSError:
        return False


def ask(address, source, method, path, body=None):
    """Status and body of an answer over HTTP.

    @param address: of the tracker, and its port
    @param source: the address to ask from
    """
    connection = http.client.HTTPConnection(*address, timeout=30, source_address=(source, 0))
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def seeds(tracker, torrent):
    """How many complete peers the tracker knows."""
    return scrape(tracker, torrent).get(b"complete", 0)


def leechers(tracker, torrent):
    return scrape(tracker, torrent).get(b"incomplete", 0)


def scrape(tracker, torrent):
    """What the tracker says of the torrent (BEP 48); empty if it knows nothing."""
    url = tracker.http.replace("/announce", "/scrape") + "?info_hash=" + urllib.parse.quote_from_bytes(torrent.hash)
    with urllib.request.urlopen(url, timeout=5) as reply:
        answer = torrents.decode(reply.read())
    return answer[b"files"].get(torrent.hash, {})


def await_seed(tracker, torrent, count=1, seconds=30):
    """Waits until the tracker has heard of `count` seeds: then a leecher that asks will be told."""
    until(f"{tracker.http} knows {count} seeds of {torrent.name}", lambda: seeds(tracker, torrent) >= count, seconds)

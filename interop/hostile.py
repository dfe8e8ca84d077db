"""Peers and trackers that do what they should not."""

import gzip
import http.server
import socket
import struct
import threading

import wire
from torrents import MIB
from wire import Closed, Wire


class FakePeer:
    """Listens, and plays `part(wire, torrent)` with whoever connects."""

    def __init__(self, run, address, torrent, part):
        self.torrent = torrent
        self.part = part
        self.connections = 0
        self.server = socket.create_server((address, 0))
        self.address = f"{address}:{self.server.getsockname()[1]}"
        run.at_end(self.server.close)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                stream, _ = self.server.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._play, args=(stream,), daemon=True).start()

    def _play(self, stream):
        peer = Wire(stream, 60)
        try:
            self.part(peer, self.torrent)
        except (Closed, TimeoutError, ValueError):
            pass
        finally:
            peer.close()


def greet(peer, torrent):
    """The honest beginning of a seed."""
    peer.read_handshake()
    peer.handshake(torrent.hash, b"-XX0001-hostilehosti", wire.FAST)
    peer.message(wire.HAVE_ALL)
    peer.message(wire.UNCHOKE)


def requests(peer):
    """What we are asked for, as (piece, begin, length), until the connection ends."""
    while True:
        kind, payload = peer.read_message()
        if kind == wire.REQUEST:
            yield struct.unpack(">III", payload)


# ---- parts for a FakePeer that is downloaded from ----


def corrupt(content):
    """Sends every block with one byte changed."""

    def part(peer, torrent):
        greet(peer, torrent)
        with open(content, "rb") as file:
            for piece, begin, length in requests(peer):
                file.seek(piece * torrent.piece_length + begin)
                block = bytearray(file.read(length))
                block[length // 2] ^= 0x40
                peer.piece(piece, begin, bytes(block))

    return part


def honest(data):
    """Sends what it is asked for, out of memory."""

    def part(peer, torrent):
        greet(peer, torrent)
        for piece, begin, length in requests(peer):
            start = piece * torrent.piece_length + begin
            peer.piece(piece, begin, data[start : start + length])

    return part


def silent(peer, torrent):
    """Never says a word."""
    peer.await_close()


def deaf(peer, torrent):
    """Promises everything, unchokes, and never answers a request."""
    greet(peer, torrent)
    peer.await_close()


def other_torrent(peer, torrent):
    peer.read_handshake()
    peer.handshake(bytes(20), b"-XX0001-hostilehosti", wire.FAST)
    peer.await_close()


def huge_length(peer, torrent):
    greet(peer, torrent)
    peer.send(struct.pack(">IB", 0xFFFFFFFF, wire.PIECE) + bytes(64 * 1024))
    peer.await_close()


def not_asked(peer, torrent):
    """Answers each request with another block."""
    greet(peer, torrent)
    for piece, begin, length in requests(peer):
        peer.piece((piece + 1) % torrent.piece_count, begin, bytes(length))


def other_lengths(peer, torrent):
    """Answers each request with half of the block."""
    greet(peer, torrent)
    for piece, begin, length in requests(peer):
        peer.piece(piece, begin, bytes(length // 2))


def flapping(peer, torrent):
    """Chokes and unchokes without end, and sends nothing."""
    greet(peer, torrent)
    while True:
        for kind in (wire.CHOKE, wire.UNCHOKE):
            peer.message(kind)


def flood(peer, torrent):
    """Tells without end what it has."""
    greet(peer, torrent)
    have = struct.pack(">IBI", 5, wire.HAVE, 0) * 10_000
    while True:
        peer.send(have)


# ---- what to do to a seed: name, what to send after the TCP connection stands, seconds until it must have closed ----

HANDSHAKE_SECONDS = 15
"""A connection may wait ten seconds for the handshake; the rest is for a busy machine."""

AT_ONCE = 3


def attacks(torrent):
    def hello(peer, reserved=wire.FAST):
        peer.handshake(torrent.hash, b"-XX0001-hostilehosti", reserved)
        peer.read_handshake()

    def after_hello(*parts):
        def attack(peer):
            hello(peer)
            for part in parts:
                peer.send(part)

        return attack

    def frame(kind, payload=b""):
        return struct.pack(">IB", 1 + len(payload), kind) + payload

    count, length = torrent.piece_count, torrent.piece_length
    bits = (count + 7) // 8
    assert count % 8, "the torrent needs spare bits in its bitfield"
    # Whatever is no plain handshake may be an encrypted one, until there is too much of it.
    yield "another protocol", lambda peer: peer.send(b"GET / HTTP/1.1\r\nHost: panal\r\n\r\n"), HANDSHAKE_SECONDS
    yield "another protocol, at length", lambda peer: peer.send(b"GET / HTTP/1.1\r\nHost: panal\r\n\r\n" + bytes(700)), AT_ONCE
    yield "a key that is none", lambda peer: peer.send(bytes(96)), AT_ONCE
    yield "wrong info-hash", lambda peer: peer.handshake(bytes(20), b"-XX0001-hostilehosti"), AT_ONCE
    yield "silence", lambda peer: None, HANDSHAKE_SECONDS
    yield "half a handshake", lambda peer: peer.send(wire.PROTOCOL + bytes(10)), HANDSHAKE_SECONDS
    yield "a length of 4 GiB", after_hello(b"\xff\xff\xff\xff\x07"), AT_ONCE
    yield "a piece of 1 GiB", after_hello(struct.pack(">IBII", 1 << 30, wire.PIECE, 0, 0)), AT_ONCE
    yield "a bitfield of 100 MB", after_hello(struct.pack(">IB", 100_000_000, wire.BITFIELD)), AT_ONCE
    yield "a bitfield that is too short", after_hello(frame(wire.BITFIELD, bytes(bits - 1))), AT_ONCE
    yield "a bitfield that is too long", after_hello(frame(wire.BITFIELD, bytes(bits + 1))), AT_ONCE
    yield "a bitfield with spare bits", after_hello(frame(wire.BITFIELD, b"\xff" * bits)), AT_ONCE
    yield "a piece that does not exist", after_hello(frame(wire.HAVE, struct.pack(">I", count))), AT_ONCE
    yield "a negative piece", after_hello(frame(wire.HAVE, b"\xff\xff\xff\xff")), AT_ONCE
    yield "a choke with a body", after_hello(frame(wire.CHOKE, b"12345")), AT_ONCE
    yield "a block never asked for", after_hello(frame(wire.PIECE, struct.pack(">II", 0, 0) + bytes(wire.BLOCK))), AT_ONCE
    for what, numbers in {
        "past the last piece": (count, 0, wire.BLOCK),
        "past the end of a piece": (0, length - 1, wire.BLOCK),
        "that wraps": (0, 0xFFFFC000, wire.BLOCK),
        "of 1 GiB": (0, 0, 1 << 30),
    }.items():
        yield f"a request {what}", after_hello(frame(wire.INTERESTED), frame(wire.REQUEST, struct.pack(">III", *numbers))), AT_ONCE


# ---- trackers ----


class RudeTracker:
    """A web server that answers announces badly: the path says how."""

    WAYS = ("rubbish", "html", "error", "bomb", "loop", "large", "empty", "cut")

    def __init__(self, run, address):
        large = 100 * MIB
        bomb = gzip.compress(bytes(large), 9)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                way = self.path.split("/")[1]
                if way == "loop":
                    self.send_response(302)
                    self.send_header("Location", self.path)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                body = {"rubbish": b"d8:intervali\xff\xfe", "html": b"<html>hello</html>", "error": b"oops", "bomb": bomb}
                body = body.get(way, b"")
                self.send_response(500 if way == "error" else 200)
                self.send_header("Content-Length", str({"large": large, "cut": 100}.get(way, len(body))))
                if way == "bomb":
                    self.send_header("Content-Encoding", "gzip")
                self.end_headers()
                self.wfile.write(body)
                if way == "large":
                    self.send_large()

            def send_large(self):
                try:
                    for _ in range(large // MIB):
                        self.wfile.write(b"x" * MIB)
                except OSError:
                    pass  # it has had enough

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer((address, 0), Handler)
        self.server.daemon_threads = True
        run.at_end(self.server.server_close)
        run.at_end(self.server.shutdown)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.root = f"http://{address}:{self.server.server_port}"

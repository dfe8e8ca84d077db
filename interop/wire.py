"""The peer protocol, as much of it as a test needs to play any peer, honest or not."""

import socket
import struct

CHOKE, UNCHOKE, INTERESTED, NOT_INTERESTED, HAVE, BITFIELD, REQUEST, PIECE, CANCEL = range(9)
HAVE_ALL, HAVE_NONE = 0x0E, 0x0F
EXTENDED = 20

PROTOCOL = b"\x13BitTorrent protocol"
FAST = bytes([0, 0, 0, 0, 0, 0, 0, 4])
PLAIN = bytes(8)

BLOCK = 16 * 1024


class Closed(Exception):
    """The other side has closed the connection."""


class Wire:
    """One connection."""

    def __init__(self, stream, seconds=20):
        self.stream = stream
        self.stream.settimeout(seconds)
        self.buffer = b""

    @classmethod
    def connect(cls, host, port, own_address="", seconds=20):
        return cls(socket.create_connection((host, port), seconds, (own_address, 0)), seconds)

    def handshake(self, info_hash, peer_id, reserved=PLAIN):
        self.send(PROTOCOL + reserved + info_hash + peer_id)

    def read_handshake(self):
        """Their info-hash."""
        head = self.exactly(68)
        if head[:20] != PROTOCOL:
            raise ValueError(f"no handshake: {head[:20]!r}")
        return head[28:48]

    def message(self, kind, payload=b""):
        self.send(struct.pack(">IB", len(payload) + 1, kind) + payload)

    def piece(self, index, begin, data):
        self.message(PIECE, struct.pack(">II", index, begin) + data)

    def read_message(self):
        """(kind, payload); keep-alives are left out."""
        while True:
            (length,) = struct.unpack(">I", self.exactly(4))
            if length:
                frame = self.exactly(length)
                return frame[0], frame[1:]

    def send(self, data):
        try:
            self.stream.sendall(data)
        except OSError as error:
            raise Closed from error

    def exactly(self, count):
        while len(self.buffer) < count:
            try:
                data = self.stream.recv(256 * 1024)
            except TimeoutError:
                raise
            except OSError as error:
                raise Closed from error
            if not data:
                raise Closed
            self.buffer += data
        head, self.buffer = self.buffer[:count], self.buffer[count:]
        return head

    def await_close(self):
        """Reads whatever comes until the other side closes; TimeoutError if it does not."""
        try:
            while True:
                self.exactly(1)
                self.buffer = b""
        except Closed:
            return

    def close(self):
        self.stream.close()

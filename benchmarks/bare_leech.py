"""How fast a seeder sends when nobody looks at what comes: HOST:PORT INFO-HASH LENGTH PIECE-LENGTH FILE

A leecher that asks for all blocks in order and writes what it receives, headers too, to a file: it checks nothing, hashes
nothing and knows no choking but the first. A thread receives and asks, another writes. Python only calls the system, and
lets go of its lock meanwhile."""

import os
import queue
import socket
import struct
import sys
import threading

BLOCK_BYTES = 16 << 10
FRAME_BYTES = 13 + BLOCK_BYTES  # length, id, piece, offset; and the block
BLOCKS = 16  # are received, and asked for, at a time
STEP_BYTES = BLOCKS * FRAME_BYTES
UNDER_WAY = 16  # steps: a deeper queue than 4 MiB made none of the seeders faster
STEPS = 32  # as many may wait between the threads
TIMEOUT_SECONDS = 60

UNCHOKE, INTERESTED, REQUEST = 1, 2, 6


def main():
    peer, info_hash, length, piece_length, file = sys.argv[1:]
    host, port = peer.split(":")
    length, piece_length = int(length), int(piece_length)
    assert length % (BLOCKS * BLOCK_BYTES) == 0 and piece_length % BLOCK_BYTES == 0, "blocks are all to be whole"
    with socket.create_connection((host, int(port)), TIMEOUT_SECONDS) as line:
        greet(line, bytes.fromhex(info_hash))
        line.settimeout(None)
        empty, full = queue.SimpleQueue(), queue.SimpleQueue()
        for _ in range(STEPS):
            empty.put(memoryview(bytearray(STEP_BYTES)))
        requests = [request(at, piece_length) for at in range(0, length, BLOCKS * BLOCK_BYTES)]
        receiver = threading.Thread(target=receive, args=(line, requests, empty, full))
        receiver.start()
        with open(file, "wb", buffering=0) as out:
            for _ in requests:
                step = full.get()
                out.write(step)
                empty.put(step)
        receiver.join()


def greet(line, info_hash):
    """Until it has unchoked us."""
    line.sendall(b"\x13BitTorrent protocol" + bytes(8) + info_hash + b"-XX0000-" + os.urandom(12))
    exactly(line, 68)
    line.sendall(struct.pack(">IB", 1, INTERESTED))
    while True:
        (size,) = struct.unpack(">I", exactly(line, 4))
        if size and exactly(line, size)[0] == UNCHOKE:
            return


def exactly(line, count):
    got = b""
    while len(got) < count:
        more = line.recv(count - len(got))
        assert more, "closed"
        got += more
    return got


def request(at, piece_length):
    """Asks for the blocks of a step."""
    blocks = range(at, at + BLOCKS * BLOCK_BYTES, BLOCK_BYTES)
    return b"".join(struct.pack(">IBIII", 13, REQUEST, *divmod(block, piece_length), BLOCK_BYTES) for block in blocks)


def receive(line, requests, empty, full):
    asked = UNDER_WAY
    line.sendall(b"".join(requests[:asked]))
    for _ in requests:
        step = empty.get()
        if line.recv_into(step, 0, socket.MSG_WAITALL) != STEP_BYTES:
            os._exit(1)
        full.put(step)
        if asked < len(requests):
            line.sendall(requests[asked])
            asked += 1


main()

"""Panal and the others as seeders and leechers, all driven the same way.

A seeder is a function (run, torrent, folder, address, limit) that returns a Seeder when peers are welcome. A leecher is a
function (run, torrent, peer, address, limit) that fetches all into `run.path("got")` and returns a sample: seconds
of wall clock and CPU from the start of the process until all is verified and written, and the peak of its memory. Some can
be given no peer: they find it through the tracker that the torrent names.
"""

import json
import os
import socket
import sys
import time
import xmlrpc.client
from dataclasses import dataclass
from pathlib import Path

import clients
import panal
from programs import Program, until

LIBTORRENT_BENCH = Path(__file__).resolve().parent / "libtorrent_bench.py"
PANAL_PORT = 6881

TRANSMISSION_SHY_SECONDS = 12
"""transmission 3.00 lets nobody download in its first ten seconds."""


@dataclass
class Seeder:
    program: Program
    host: str
    port: int

    @property
    def peer(self):
        return f"{self.host}:{self.port}"

    def cpu_seconds(self):
        return cpu_seconds(self.program.pid)


def cpu_seconds(pid):
    """Of a running process, all its threads, user and system; to 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def whole(program, limit):
    """A sample of a program from its start to its end."""
    code = program.wait(limit)
    assert code == 0, f"{program.name}: exit {code}"
    return {"wall": program.seconds, "cpu": program.cpu_seconds(), "peak": program.peak_bytes()}


# ---- panal ----


def panal_seed(run, torrent, folder, address, limit):
    running = panal.Panal(run, "seed", torrent.path, "-d", folder, "--bind", address, "--port", PANAL_PORT)
    running.expect("seeding", limit)
    return Seeder(running.program, address, PANAL_PORT)


def panal_leech(run, torrent, peer, address, limit):
    return whole(panal.get(run, torrent, run.path("got"), address, "--peer", peer).program, limit)


# ---- libtorrent ----


def libtorrent(run, *arguments):
    return run.start("libtorrent", [sys.executable, LIBTORRENT_BENCH, *arguments])


def told(program, event):
    """What the program said of an event, or None."""
    for line in program.stdout().splitlines():
        one = json.loads(line)
        assert one["event"] not in ("error", "incomplete"), f"{program.name}: {line}"
        if one["event"] == event:
            return one
    assert program.running() or program.code == 0, f"{program.name} ended with {program.code} before '{event}'"
    return None


def until_told(program, event, limit):
    """A sample from its start until it said so, and its peak until its end."""
    code = program.wait(limit)
    assert code == 0, f"{program.name}: exit {code}"
    event = told(program, event)
    return {"wall": event["at"] - program.began, "cpu": event["cpu"], "peak": program.peak_bytes()}


def libtorrent_seed(run, torrent, folder, address, limit):
    program = libtorrent(run, "peer", address, torrent.path, folder)
    until("libtorrent seeds", lambda: told(program, "seeding"), limit)
    return Seeder(program, address, 6881)


def libtorrent_leech(run, torrent, peer, address, limit):
    run.path("got").mkdir()
    program = libtorrent(run, "peer", address, torrent.path, run.path("got"), "--peer", peer)
    return until_told(program, "complete", limit)


# ---- the others ----


def aria2_seed(run, torrent, folder, address, limit):
    aria2 = clients.Aria2(run, address)
    aria2.seed(torrent, folder)
    return Seeder(aria2.program, address, 6881)


def transmission_seed(run, torrent, folder, address, limit):
    transmission = clients.Transmission(run, address)
    transmission.seed(torrent, folder)
    time.sleep(max(0, TRANSMISSION_SHY_SECONDS - (time.monotonic() - transmission.program.began)))
    return Seeder(transmission.program, address, 51413)


class Rtorrent:
    """rtorrent without a terminal, told what to do over a socket that speaks XML-RPC in SCGI."""

    PORT = 6881

    def __init__(self, run, torrent, folder, address):
        self.socket = run.path(f"rtorrent-{address}.socket")
        session = run.path(f"rtorrent-{address}")
        session.mkdir()
        options = [
            "system.daemon.set=true",
            f"session.path.set={session}",
            f"directory.default.set={folder}",
            f"network.scgi.open_local={self.socket}",
            f"network.bind_address.set={address}",
            f"network.port_range.set={self.PORT}-{self.PORT}",
            "dht.mode.set=off",
        ]
        arguments = [part for option in options for part in ("-o", option)]
        self.hash = torrent.hash.hex().upper()
        self.program = run.start("rtorrent", ["rtorrent", "-n", *arguments, torrent.path])

    def await_complete(self, limit):
        until("rtorrent has all", self._complete, limit)

    def _complete(self):
        assert self.program.running(), f"rtorrent ended with {self.program.code}"
        try:
            return self.call("d.complete", self.hash) == 1 and self.call("d.is_active", self.hash) == 1
        except (OSError, xmlrpc.client.Fault):  # not listening yet; torrent not loaded yet
            return False

    def call(self, method, *arguments):
        body = xmlrpc.client.dumps(arguments, method).encode()
        head = f"CONTENT_LENGTH\0{len(body)}\0SCGI\0001\0".encode()
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(10)
            line.connect(str(self.socket))
            line.sendall(b"%d:%s,%s" % (len(head), head, body))
            answer = b"".join(iter(lambda: line.recv(65536), b""))
        return xmlrpc.client.loads(answer.partition(b"\r\n\r\n")[2])[0][0]


def rtorrent_seed(run, torrent, folder, address, limit):
    rtorrent = Rtorrent(run, torrent, folder, address)
    rtorrent.await_complete(limit)
    return Seeder(rtorrent.program, address, Rtorrent.PORT)


def found_by_tracker(client):
    """A leecher that is none of ours and takes no addresses."""

    def leech(run, torrent, peer, address, limit):
        began = time.monotonic()
        running = client(run, address)
        running.leech(torrent, run.path("got"))
        running.await_complete(limit)
        wall = time.monotonic() - began
        program = running.program
        cpu = cpu_seconds(program.pid) if program.running() else program.cpu_seconds()
        program.end()  # some write the last of it only now; that goes unmeasured
        return {"wall": wall, "cpu": cpu, "peak": program.peak_bytes()}

    return leech


def rtorrent_leech(run, torrent, peer, address, limit):
    run.path("got").mkdir()
    rtorrent = Rtorrent(run, torrent, run.path("got"), address)
    rtorrent.await_complete(limit)
    sample = {"wall": time.monotonic() - rtorrent.program.began, "cpu": cpu_seconds(rtorrent.program.pid)}
    rtorrent.program.end()
    return sample | {"peak": rtorrent.program.peak_bytes()}


@dataclass(frozen=True)
class Contender:
    name: str
    needs: tuple
    seed: object
    leech: object


PANAL = Contender("panal", (), panal_seed, panal_leech)
LIBTORRENT = Contender("libtorrent", ("libtorrent",), libtorrent_seed, libtorrent_leech)
ARIA2 = Contender("aria2", clients.Aria2.needs, aria2_seed, found_by_tracker(clients.Aria2))
RTORRENT = Contender("rtorrent", ("rtorrent",), rtorrent_seed, rtorrent_leech)
TRANSMISSION = Contender("transmission", clients.Transmission.needs, transmission_seed, found_by_tracker(clients.Transmission))
ALL = (PANAL, LIBTORRENT, RTORRENT, ARIA2, TRANSMISSION)

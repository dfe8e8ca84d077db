"""Trackers under load: Panal's beside opentracker and the npm bittorrent-tracker, put under load by the same generator."""

import hashlib
import json
import os
import time
from pathlib import Path

import panal
from bench import Side, case
from programs import until
from report import at_most, times_as_many
from torrents import MIB

SWARMS = 10_000
PEERS_WANTED = 50

ADDRESS = "10.77.1.1"
PORT = 7000

FIRST_PEER = "10.128.0.1"
"""Each peer (UDP) or connection (HTTP) comes from an address of its own; benchmarks/run makes them all local."""

WARM_SECONDS = 5
SECONDS = 5
RATED = 0.8
"""Of the highest rate: there, nothing may be lost."""

WINDOWS = {"udp": 512, "http": 128}
"""Requests under way at the same time; as many connections for HTTP."""

BYTES_A_PEER = 32
FIXED_BYTES = 80 * MIB

GENERATOR = Path(__file__).resolve().parent / "target"


class Opentracker:
    """Debian builds it so that it serves listed torrents only."""

    name = "opentracker"
    needs = ("opentracker",)

    @staticmethod
    def start(run, swarms):
        folder = run.path("opentracker")
        folder.mkdir()
        (folder / "allowed").write_text("\n".join(swarms) + "\n")
        command = ["opentracker", "-i", ADDRESS, "-p", PORT, "-P", PORT, "-d", folder, "-w", "allowed"]
        return run.start("opentracker", command)


class Panal:
    name = "panal"
    needs = ()

    @staticmethod
    def start(run, swarms):
        options = ["--bind", ADDRESS, "--http-port", PORT, "--udp-port", PORT, "--quiet"]
        return run.start("panal-tracker", [panal.LAUNCHER, "tracker", *options])


class BittorrentTracker:
    """The one of WebTorrent, for node."""

    name = "bittorrent-tracker"
    needs = ("bittorrent-tracker",)

    @staticmethod
    def start(run, swarms):
        options = ["--http", "--udp", "--http-hostname", ADDRESS, "--udp-hostname", ADDRESS, "--udp6-hostname", "::1"]
        return run.start("bittorrent-tracker", ["bittorrent-tracker", *options, "--port", PORT, "--silent"])


def swarms():
    return [hashlib.sha1(b"%d" % number).hexdigest() for number in range(SWARMS)]


def side(tracker, kind, peers, warm=WARM_SECONDS, seconds=SECONDS, rated=RATED):
    def measure(run):
        hashes = run.path("swarms")
        hashes.write_text("\n".join(swarms()) + "\n")
        program = tracker.start(run, swarms())
        until(f"{tracker.name} listens", lambda: listens(program), 30)
        began = time.monotonic()
        load = run.start("load", [
            java(), "-Xmx2g", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED",
            "-cp", f"{GENERATOR}/classes:{GENERATOR}/lib/*", "dev.panal.benchmarks.load.TrackerLoad",
            kind, f"{ADDRESS}:{PORT}", program.pid, hashes, peers, FIRST_PEER, warm, seconds, WINDOWS[kind], PEERS_WANTED, rated, 0,
        ])
        code = load.wait(300)
        assert code == 0, f"load generator: exit {code}"
        assert program.running(), f"{tracker.name} ended with {program.code}"
        told = {one["event"]: one for one in map(json.loads, load.stdout().splitlines())}
        most = told["most"]
        assert most["answered"], f"{tracker.name} answered nothing"
        assert not any(one["refused"] for one in told.values()), f"{tracker.name} refused announces"
        sample = {
            "wall": time.monotonic() - began,
            "announces": most["answered"] / most["seconds"],
            "announces_cpu": most["answered"] / most["tracker_cpu"],
            "given": most["peers"] / most["answered"],
            "connects": most["connects"] / most["answered"],
            "resident": told["fill"]["resident"],
        }
        return sample | ({"lost": told["rated"]["lost"]} if rated else {})

    return Side(tracker.name, measure, tracker.needs)


def resident(pid):
    """What a process has in memory now."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) << 10


def java():
    """The one that everything here is built and run with."""
    return f"{os.environ['JAVA_HOME']}/bin/java"


def listens(program):
    assert program.running(), f"{program.name} ended with {program.code}"
    wanted = f":{PORT:04X}"
    return any(wanted in line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]) or any(
        wanted in line.split()[1] for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]
    )


UDP = (
    "announces of known peers, 50 peers wanted, each from its peer's own address, as fast as the tracker answers (512 under way),"
    " after 5 s to get hot; CPU is the tracker's, user and system; then, for 5 s, 80 % of that rate whatever it answers, and what"
    " got no answer is lost. One peer in ten is a seed."
)


@case(
    "tracker-udp-100k",
    "UDP announces to 10,000 swarms with 100,000 peers",
    UDP,
    ("announces_cpu", "announces", "given", "lost", "resident"),
    [times_as_many("announces_cpu", "opentracker", 2), at_most("panal", "lost", 0, "nothing lost at 80 % of the highest rate")],
    size=0,
    network=True,
)
def tracker_udp_100k(bench):
    return [side(tracker, "udp", 100_000) for tracker in (Panal, Opentracker, BittorrentTracker)]


@case(
    "tracker-udp-1m",
    "UDP announces to 10,000 swarms with 1,000,000 peers",
    UDP,
    ("announces_cpu", "announces", "given", "lost", "resident"),
    [times_as_many("announces_cpu", "opentracker", 2), at_most("panal", "lost", 0, "nothing lost at 80 % of the highest rate")],
    size=0,
    network=True,
)
def tracker_udp_1m(bench):
    return [side(tracker, "udp", 1_000_000) for tracker in (Panal, Opentracker)]


@case(
    "tracker-http",
    "HTTP announces to 10,000 swarms with 100,000 peers",
    "As tracker-udp-100k, over 128 connections that ask for keep-alive, one request at a time each; a tracker that closes a"
    " connection all the same gets a new one.",
    ("announces_cpu", "announces", "given", "connects", "lost", "resident"),
    [times_as_many("announces_cpu", "opentracker", 1.5), at_most("panal", "lost", 0, "nothing lost at 80 % of the highest rate")],
    size=0,
    network=True,
)
def tracker_http(bench):
    return [side(tracker, "http", 100_000) for tracker in (Panal, Opentracker, BittorrentTracker)]


@case(
    "tracker-memory",
    "1,000,000 peers in 10,000 swarms",
    "what is resident after each peer has announced itself once over UDP.",
    ("resident",),
    [at_most("panal", "resident", (FIXED_BYTES + 1_000_000 * BYTES_A_PEER) / MIB, "at most 80 MiB and 32 bytes a peer")],
    size=0,
    network=True,
)
def tracker_memory(bench):
    return [side(tracker, "udp", 1_000_000, 0.1, 0.1, 0) for tracker in (Panal, Opentracker)]

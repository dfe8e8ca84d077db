"""Trackers in a ring under load: what it costs that others know, too."""

import json
import threading
import time
import urllib.parse
import urllib.request

import panal
from bench import Side, case
from cases_tracker import ADDRESS, FIRST_PEER, GENERATOR, PEERS_WANTED, RATED, SECONDS, java, swarms
from programs import until
from report import at_least, at_most

FIRST_PORT = 7000
FIRST_RING_PORT = 6900
START_SECONDS = 120
WARM_SECONDS = 10
"""Several JVMs share two cores, and all of them have to get hot."""

WINDOW = 512
PEERS = 100_000
STALE_SAMPLES_EVERY = 0.1


def ring(name, nodes, mode="fast"):
    """A side of `nodes` trackers; one alone is none of a ring."""

    def measure(run):
        hashes = run.path("swarms")
        hashes.write_text("\n".join(swarms()) + "\n")
        programs = [start(run, number, nodes, mode) for number in range(nodes)]
        until(f"{name} is up", lambda: all("tracker is up" in program.stderr() + program.stdout() for program in programs), START_SECONDS)
        if nodes > 1:
            until(f"{name} is settled", lambda: all(settled(program, nodes) for program in programs), START_SECONDS)
        began = time.monotonic()
        load = run.start("load", [
            java(), "-Xmx2g", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED",
            "-cp", f"{GENERATOR}/classes:{GENERATOR}/lib/*", "dev.panal.benchmarks.load.TrackerLoad",
            "udp", ",".join(f"{ADDRESS}:{FIRST_PORT + number}" for number in range(nodes)),
            ",".join(str(program.pid) for program in programs), hashes, PEERS, FIRST_PEER,
            WARM_SECONDS, SECONDS, WINDOW, PEERS_WANTED, RATED,
        ])
        stale = []
        watcher = threading.Thread(target=watch, args=(load, nodes, stale))
        watcher.start()
        code = load.wait(300)
        watcher.join()
        assert code == 0, f"load generator: exit {code}"
        told = {one["event"]: one for one in map(json.loads, load.stdout().splitlines())}
        most = told["most"]
        sample = {
            "wall": time.monotonic() - began,
            "announces": most["answered"] / most["seconds"],
            "announces_cpu": most["answered"] / most["tracker_cpu"],
            "refused": most["refused"],
            "rated_refused": told["rated"]["refused"],
            "lost": told["rated"]["lost"],
            "resident": told["rated"]["resident"] / nodes,
        }
        return sample | ({"stale": max(stale)} if stale else {})

    return Side(name, measure, ())


def start(run, number, nodes, mode):
    options = ["--bind", ADDRESS, "--http-port", FIRST_PORT + number, "--udp-port", FIRST_PORT + number]
    options += ["--data", run.path(f"data-{number}")]
    if nodes > 1:
        seeds = ",".join(f"{ADDRESS}:{FIRST_RING_PORT + seed}" for seed in range(nodes))
        options += ["--join", seeds, "--ring-bind", f"{ADDRESS}:{FIRST_RING_PORT + number}", "--ring-mode", mode]
        options += ["--node-name", f"node-{number}"]
        secret = run.path("secret")
        secret.write_text("nobody else is in this namespace")
        options += ["--ring-secret-file", secret]
    return run.start(f"panal-tracker-{number}", [panal.LAUNCHER, "tracker", *options])


def settled(program, nodes):
    lines = [line for line in (program.stderr() + program.stdout()).splitlines() if line.startswith("ring")]
    return bool(lines) and f"{nodes} nodes" in lines[-1] and "copying" not in lines[-1]


def watch(load, nodes, stale):
    """While the load is at its rate, how long a new peer that one node was told of is unknown to another."""
    until("the rated phase", lambda: '"most"' in load.stdout() or not load.running(), 300)
    number = 0
    while load.running() and nodes > 1:
        number += 1
        info_hash = "%" + "%".join(f"{byte:02x}" for byte in number.to_bytes(1) * 20)
        one, other = number % nodes, (number + 1) % nodes
        began = time.monotonic()
        get(one, f"announce?info_hash={info_hash}&peer_id=-PN0001-{number:012d}&port=7&uploaded=0&downloaded=0&left=1&compact=1")
        while load.running() and b"files" in (answer := get(other, f"scrape?info_hash={info_hash}")) and b"incompletei" not in answer:
            time.sleep(0.005)
        stale.append(time.monotonic() - began)
        time.sleep(STALE_SAMPLES_EVERY)


def get(node, what):
    with urllib.request.urlopen(f"http://{ADDRESS}:{FIRST_PORT + node}/{what}", timeout=10) as answer:
        return answer.read()


@case(
    "ring-udp",
    "UDP announces to a tracker alone, and to rings of 3 and 5, all on one machine",
    "As tracker-udp-100k, but spread over all nodes, and after 10 s to get hot; CPU is that of all nodes together. Stale is the"
    " longest time, of some dozens of new peers at 80 % of the highest rate, until another node than the one that was told knew"
    " of it.",
    ("announces_cpu", "announces", "refused", "lost", "rated_refused", "stale", "resident"),
    [
        at_least("ring of 3", "announces_cpu", 40_000, "a ring of 3: at least 40,000 announces per CPU s"),
        at_most("ring of 3", "stale", 0.5, "a ring of 3: at most half a second stale at 80 % of its highest rate"),
        at_least("ring of 3, strict", "announces_cpu", 3_000, "a strict ring of 3: at least 3,000 announces per CPU s"),
    ],
    size=0,
    network=True,
)
def ring_udp(bench):
    return [ring("alone", 1), ring("ring of 3", 3), ring("ring of 3, strict", 3, "strict"), ring("ring of 5", 5)]

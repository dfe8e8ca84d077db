"""Trackers in a ring under load: what it costs that others know, too."""

import hashlib
import itertools
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import panal
from bench import Side, case
from cases_tracker import ADDRESS, FIRST_PEER, GENERATOR, PEERS_WANTED, RATED, SECONDS, java, resident, swarms
from programs import until
from report import at_least, at_most

FIRST_PORT = 7000
FIRST_RING_PORT = 6900
START_SECONDS = 120
WARM_SECONDS = 10
"""Several JVMs share two cores, and all of them have to get hot."""

WINDOW = 512
PEERS = 100_000
HOT_QUESTIONS = 500
STALE_SAMPLES_EVERY = 0.2
STALE_ASKED_EVERY = 0.02
"""At 80 % of what it can do the machine is busy to 95: more questions than this would be the rest."""

BEYOND = 6
"""Times the highest rate that was reached. That is bound by the waiting of those who ask; on one processor, twice to three times as
many can be answered."""

TRY_SECONDS = 10
"""For one HTTP answer of a tracker that has too much to do."""

TRIES = 6
UNKNOWN_SECONDS = 60
"""What is unknown for longer is lost."""


def ring(name, nodes, mode="fast", beyond=0):
    """A side of `nodes` trackers; one alone is none of a ring.

    @param beyond: times the highest rate for a last phase. Then all trackers share one processor, and the generator has another:
        where they share it with whoever asks, they cannot be asked for more than they answer
    """
    trackers, generator = (("taskset", "-c", "0"), ("taskset", "-c", "1")) if beyond else ((), ())

    def measure(run):
        hashes = run.path("swarms")
        hashes.write_text("\n".join(swarms()) + "\n")
        programs = [start(run, number, nodes, mode, trackers) for number in range(nodes)]
        until(f"{name} is up", lambda: all("tracker is up" in program.stderr() + program.stdout() for program in programs), START_SECONDS)
        if nodes > 1:
            until(f"{name} is settled", lambda: all(settled(program, nodes) for program in programs), START_SECONDS)
        get_hot_over_http(nodes)
        began = time.monotonic()
        load = run.start("load", [
            *generator, java(), "-Xmx2g", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED",
            "-cp", f"{GENERATOR}/classes:{GENERATOR}/lib/*", "dev.panal.benchmarks.load.TrackerLoad",
            "udp", ",".join(f"{ADDRESS}:{FIRST_PORT + number}" for number in range(nodes)),
            ",".join(str(program.pid) for program in programs), hashes, PEERS, FIRST_PEER,
            WARM_SECONDS, SECONDS, WINDOW, PEERS_WANTED, RATED, beyond,
        ])
        watched = Watched(load, programs)
        watcher = threading.Thread(target=watched.watch)
        watcher.start()
        code = load.wait(300)
        watcher.join()
        assert code == 0, f"load generator: exit {code}"
        assert all(program.running() for program in programs), f"{name}: a tracker has ended"
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
        if beyond:
            sample |= {f"beyond_{what}": told["beyond"][what] / told["beyond"]["seconds"] for what in ("sent", "answered", "refused")}
            sample["beyond_resident"] = watched.most_resident / nodes
        return sample | watched.staleness()

    return Side(name, measure, ("taskset",) if beyond else ())


def start(run, number, nodes, mode, prefix):
    options = ["--bind", ADDRESS, "--http-port", FIRST_PORT + number, "--udp-port", FIRST_PORT + number]
    options += ["--data", run.path(f"data-{number}")]
    if nodes > 1:
        seeds = ",".join(f"{ADDRESS}:{FIRST_RING_PORT + seed}" for seed in range(nodes))
        options += ["--join", seeds, "--ring-bind", f"{ADDRESS}:{FIRST_RING_PORT + number}", "--ring-mode", mode]
        options += ["--node-name", f"node-{number}"]
        secret = run.path("secret")
        secret.write_text("nobody else is in this namespace")
        options += ["--ring-secret-file", secret]
    return run.start(f"panal-tracker-{number}", [*prefix, panal.LAUNCHER, "tracker", *options])


def get_hot_over_http(nodes):
    """Loading and compiling what answers the few questions over HTTP takes some seconds of a processor, which at 80 % of the highest
    rate are not there."""
    for number in range(HOT_QUESTIONS):
        for node in range(nodes):
            info_hash = urllib.parse.quote(hashlib.sha1(b"hot %d" % number).digest())
            get(node, f"announce?info_hash={info_hash}&peer_id=-PN0001-{number:012d}&port=7&uploaded=0&downloaded=0&left=1&compact=1")
            get(node, f"scrape?info_hash={info_hash}")


def settled(program, nodes):
    lines = [line for line in (program.stderr() + program.stdout()).splitlines() if line.startswith("ring")]
    return bool(lines) and f"{nodes} nodes" in lines[-1] and "copying" not in lines[-1]


class Watched:
    """How long new peers that one node was told of are unknown to another, phase by phase of the load; and the most memory."""

    def __init__(self, load, programs):
        self.load = load
        self.programs = programs
        self.samples = {"rated": [], "beyond": [], "after": []}
        self.most_resident = 0

    def phase(self):
        """What comes after the last phase that was told; None before and after those that matter."""
        told = self.load.stdout()
        if not self.load.running() or '"most"' not in told:
            return None
        return "beyond" if '"rated"' in told else "rated"

    def watch(self):
        until("the rated phase", lambda: '"most"' in self.load.stdout() or not self.load.running(), 300)
        peers = itertools.count(1)
        while phase := self.phase():
            self.look(phase, next(peers))
        for _ in range(len(self.programs)):
            self.look("after", next(peers))

    def look(self, phase, number):
        self.most_resident = max(self.most_resident, sum(resident(program.pid) for program in self.programs))
        nodes = len(self.programs)
        one, other = number % nodes, (number + 1) % nodes
        if one != other:
            info_hash = urllib.parse.quote(hashlib.sha1(b"stale %d" % number).digest())
            peer = f"peer_id=-PN0001-{number:012d}&port=7&uploaded=0&downloaded=0&left=1&compact=1"
            if b"failure reason" not in get(one, f"announce?info_hash={info_hash}&{peer}"):
                self.samples[phase].append(unknown_seconds(other, info_hash))
        time.sleep(STALE_SAMPLES_EVERY)

    def staleness(self):
        """The longest of each phase; of the one beyond the highest rate in three parts, in which a lag that grows would show."""
        parts = {"stale": self.samples["rated"], "stale_after": self.samples["after"]}
        beyond = self.samples["beyond"]
        third = len(beyond) // 3
        if third:
            parts |= {"beyond_first": beyond[:third], "beyond_last": beyond[-third:]}
        return {name: max(samples) for name, samples in parts.items() if samples}


def unknown_seconds(node, info_hash):
    """From now until a question to the node is sent whose answer knows a peer of this swarm."""
    began = time.monotonic()
    asked = began
    while b"10:incompletei1e" not in get(node, f"scrape?info_hash={info_hash}") and asked - began < UNKNOWN_SECONDS:
        time.sleep(STALE_ASKED_EVERY)
        asked = time.monotonic()
    return asked - began


def get(node, what):
    """An answer, also if it takes a few attempts."""
    for _ in range(TRIES):
        try:
            with urllib.request.urlopen(f"http://{ADDRESS}:{FIRST_PORT + node}/{what}", timeout=TRY_SECONDS) as answer:
                return answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.read()
        except OSError:
            time.sleep(STALE_SAMPLES_EVERY)
    raise AssertionError(f"no answer in {TRIES} attempts to {what}")


@case(
    "ring-udp",
    "UDP announces to a tracker alone, and to rings of 3 and 5, all on one machine",
    "As tracker-udp-100k, but spread over all nodes, and after 10 s to get hot; CPU is that of all nodes together. Stale is the"
    " longest time from the answer to a new peer until another node than the one that was told knew of it, of some dozens of them at"
    " 80 % of the highest rate.",
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


@case(
    "ring-overload",
    "UDP announces at a far higher rate than rings of 3 can answer, all trackers on one processor",
    "As ring-udp, but the trackers share one of the two processors, and the generator has the other. After the highest rate and 80 %"
    " of it come 15 s of six times that rate: what was asked, answered and refused each second (the rest, the system has dropped before"
    " a tracker could read it); how stale in the first and in the last third of that time, and when it was over; the most memory.",
    ("announces", "stale", "resident", "beyond_sent", "beyond_answered", "beyond_refused", "beyond_first", "beyond_last")
    + ("stale_after", "beyond_resident"),
    [
        at_most("ring of 3", "beyond_last", 0.5, "a ring of 3: at most half a second stale, also at the end"),
        at_most("ring of 3", "beyond_resident", 256, "a ring of 3: at most 256 MiB a node"),
        at_most("ring of 3, strict", "beyond_resident", 320, "a strict ring of 3: at most 320 MiB a node"),
    ],
    size=0,
    network=True,
)
def ring_overload(bench):
    return [ring("ring of 3", 3, beyond=BEYOND), ring("ring of 3, strict", 3, "strict", BEYOND)]

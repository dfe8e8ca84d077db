"""Cases of programs that talk to each other. In all of them every byte that arrived is compared, after the clock stopped."""

import signal
import sys
import time
from pathlib import Path

import panal
import torrents
from bench import FULL_SIZE, PIECE_LENGTH, Side, case
from contenders import ALL, ARIA2, LIBTORRENT, PANAL, RTORRENT, TRANSMISSION, Seeder, cpu_seconds, libtorrent, told, whole
from programs import until
from report import at_most, no_slower, rate, share, share_of_cheapest, times_as_fast
from torrents import GIB, MIB
from trackers import await_seed

LEECHER = ("wall", "rate", "leecher_cpu", "leecher_cpu_per_gib", "leecher_peak")
SEEDER = ("seeder_cpu", "seeder_cpu_per_gib", "seeder_peak")

SWARM_LEECHERS = 8
IDLE_SECONDS = 20
BARE_COPY = Path(__file__).resolve().parent / "bare_copy.py"
BARE_LEECH = BARE_COPY.with_name("bare_leech.py")


def transfer(bench, run, seeder, leecher, torrent, content):
    """A sample of a download from a seeder that is up, and the proof that every byte arrived."""
    bench.touch_memory()
    before = seeder.cpu_seconds()
    sample = leecher.leech(run, torrent, seeder.peer, bench.address(), bench.limit())
    seeder_cpu = seeder.cpu_seconds() - before
    torrents.assert_equal(content, run.path("got", content.name))
    return {
        "wall": sample["wall"],
        "cpu": sample["cpu"] + seeder_cpu,
        "leecher_cpu": sample["cpu"],
        "leecher_peak": sample["peak"],
        "seeder_cpu": seeder_cpu,
    }


def fresh(bench, seeder, leecher, tracker=None):
    """A side with a seeder of its own for every run: it is up, and has checked its data, before the clock starts."""

    def measure(run):
        content, torrent = bench.content()
        if tracker:
            known = panal.Tracker(run, bench.address())
            torrent = torrent.variant(run.path("tracked.torrent"), "benchmark", known.http)
        up = seeder.seed(run, torrent, content.parent, bench.address(), bench.limit())
        if tracker:
            await_seed(known, torrent)
        sample = transfer(bench, run, up, leecher, torrent, content)
        up.program.end()
        return sample | {"seeder_peak": up.program.peak_bytes()}

    return measure


def leech_from(seeder):
    def sides(bench):
        content, torrent = bench.content()
        up = seeder.seed(bench.run, torrent, content.parent, bench.address(), bench.limit())

        def side(leecher):
            return Side(leecher.name, lambda run: transfer(bench, run, up, leecher, torrent, content), leecher.needs)

        return [side(PANAL), side(LIBTORRENT), bare_leech(bench, up, torrent, content)]

    return sides


def bare_leech(bench, seeder, torrent, content):
    """The ceiling: a leecher that writes what it receives, and neither looks at it nor hashes it."""

    def measure(run):
        bench.touch_memory()
        before = seeder.cpu_seconds()
        told = [seeder.peer, torrent.hash.hex(), content.stat().st_size, PIECE_LENGTH, run.path("got")]
        sample = whole(run.start("bare-leech", [sys.executable, BARE_LEECH, *told]), bench.limit())
        return {"wall": sample["wall"], "leecher_cpu": sample["cpu"], "seeder_cpu": seeder.cpu_seconds() - before}

    return Side("bare leecher", measure)


for seeder in (ARIA2, RTORRENT):
    case(
        f"leech-{seeder.name}",
        f"downloading from {seeder.name}",
        f"`panal get` against a leecher of libtorrent, both from one {seeder.name} that seeds all the time; from the start of"
        " the leecher's process until all is verified and written. Beside it a bare leecher, which does not look at what comes.",
        LEECHER + SEEDER[:2],
        [times_as_fast("libtorrent", 2), share("leecher_cpu", "libtorrent", 0.7)],
        network=True,
        needs=seeder.needs,
    )(leech_from(seeder))


def bare_copy(bench, files, sizes=1):
    """The ceiling: as many bytes, from file to file over loopback, unseen and unhashed.

    sizes: how many times the size of the case these files are together.
    """

    def measure(run):
        bench.touch_memory(sizes)
        copy = run.start("bare-copy", [sys.executable, BARE_COPY, run.path("got"), *files])
        sample = whole(copy, bench.limit())
        return {"wall": sample["wall"], "cpu": sample["cpu"]}

    return Side("bare copy", measure)


@case(
    "seed",
    "uploading to a leecher of libtorrent",
    "From the start of the leecher's process until all is verified and written. Seeders are new for each run, and have started"
    " and checked their data before it: the CPU seconds are those of the transfer.",
    LEECHER + SEEDER,
    [no_slower("rtorrent"), no_slower("aria2"), share_of_cheapest("seeder_cpu", 1.2, ["rtorrent", "aria2"])],
    network=True,
    needs=LIBTORRENT.needs,
)
def seed(bench):
    return [Side(one.name, fresh(bench, one, LIBTORRENT), one.needs) for one in ALL if one is not TRANSMISSION]


@case(
    "seed-transmission",
    "uploading to a leecher of libtorrent, with transmission",
    "As seed. transmission lets nobody download for its first seconds, and then sends some 20 MB/s, so it has a small case of its own.",
    LEECHER + SEEDER,
    size=GIB // 8,
    network=True,
    needs=LIBTORRENT.needs,
)
def seed_transmission(bench):
    return [Side(one.name, fresh(bench, one, LIBTORRENT), one.needs) for one in (PANAL, TRANSMISSION)]


@case(
    "pair",
    "from a seeder to a leecher of the same kind",
    "`panal seed` to `panal get` against libtorrent to libtorrent; from the start of the leecher's process until all is verified"
    " and written. Seeders are new for each run, and have checked their data before it. Beside it a bare copy.",
    LEECHER + SEEDER + ("cpu",),
    [times_as_fast("libtorrent", 2.5)],
    network=True,
)
def pair(bench):
    content, _ = bench.content()
    return [*(Side(one.name, fresh(bench, one, one), one.needs) for one in (PANAL, LIBTORRENT)), bare_copy(bench, [content])]


@case(
    "leechers",
    "downloading from `panal seed`, each kind of leecher",
    "As pair, with `panal seed` for all, found through `panal tracker` by those that take no addresses.",
    LEECHER + SEEDER,
    size=GIB // 2,
    network=True,
)
def leechers(bench):
    return [Side(one.name, fresh(bench, PANAL, one, tracker=True), one.needs) for one in ALL]


# ---- engines that run already ----


@case(
    "engines",
    "from a running engine to another",
    "`panal seed` to `panal get`, both started and connected but not warm: the seeder is stopped until the leecher is up, and"
    " the clock runs from when it goes on until `complete`. Beside it a bare copy.",
    ("wall", "rate", "leecher_cpu", "leecher_cpu_per_gib", "seeder_cpu", "seeder_cpu_per_gib"),
    [rate("panal", 1.2)],
    size=8 * GIB,
    network=True,
)
def engines(bench):
    content, torrent = bench.repeated(2)

    def ours(run):
        up = PANAL.seed(run, torrent, content.parent, bench.address(), bench.limit())
        bench.touch_memory()
        up.program.signal(signal.SIGSTOP)
        getting = panal.get(run, torrent, run.path("got"), bench.address(), "--peer", up.peer)
        getting.expect("started")
        time.sleep(1)  # what starts behind the event is to be up, too
        leecher = Seeder(getting.program, "", 0)
        before = up.cpu_seconds(), leecher.cpu_seconds()
        began = time.monotonic()
        up.program.signal(signal.SIGCONT)
        getting.expect("complete", bench.limit())
        wall = time.monotonic() - began
        seeder_cpu = up.cpu_seconds() - before[0]
        assert getting.wait(30) == 0
        torrents.assert_equal(content, run.path("got", content.name))
        return {"wall": wall, "leecher_cpu": getting.program.cpu_seconds() - before[1], "seeder_cpu": seeder_cpu}

    return [Side("panal", ours), bare_copy(bench, sorted(content.iterdir()))]


# ---- many at once ----


@case(
    "swarm",
    f"one seeder, {SWARM_LEECHERS} leechers, until the last is done",
    f"Panal against libtorrent, {SWARM_LEECHERS + 1} processes on this machine that find each other through `panal tracker`;"
    " from the start of the first leecher until the last has all verified and written. CPU is that of all nine. Beside it a bare"
    " copy of as many bytes.",
    ("wall", "cpu", "peak"),
    [times_as_fast("libtorrent", 2)],
    size=FULL_SIZE // 8,
    network=True,
)
def swarm(bench):
    content, plain = bench.content()

    def side(seeder, start, complete):
        def measure(run):
            tracker = panal.Tracker(run, bench.address())
            torrent = plain.variant(run.path("swarm.torrent"), "swarm", tracker.http)
            up = seeder.seed(run, torrent, content.parent, bench.address(), bench.limit())
            await_seed(tracker, torrent)
            bench.touch_memory(SWARM_LEECHERS)
            before = up.cpu_seconds()
            began = time.monotonic()
            folders = [run.path(f"got-{number}") for number in range(SWARM_LEECHERS)]
            leechers = [start(run, torrent, folder, bench.address()) for folder in folders]
            limit = bench.limit(SWARM_LEECHERS * bench.size)
            until("all are complete", lambda: all(complete(leecher) for leecher in leechers), limit)
            wall = time.monotonic() - began
            programs = [getattr(leecher, "program", leecher) for leecher in leechers]
            cpu = up.cpu_seconds() - before + sum(cpu_seconds(program.pid) for program in programs)
            for program in [*programs, up.program]:
                program.end()
            for folder in folders:
                torrents.assert_equal(content, folder / content.name)
            return {"wall": wall, "cpu": cpu, "peak": max(program.peak_bytes() for program in programs)}

        return Side(seeder.name, measure, seeder.needs)

    def libtorrent_start(run, torrent, folder, address):
        folder.mkdir()
        return libtorrent(run, "peer", address, torrent.path, folder, "--stay")

    return [
        side(PANAL, lambda *given: panal.get(*given, "--seed"), lambda leecher: leecher.last("complete")),
        side(LIBTORRENT, libtorrent_start, lambda leecher: told(leecher, "complete")),
        bare_copy(bench, SWARM_LEECHERS * [content], SWARM_LEECHERS),
    ]


@case(
    "memory",
    "memory of a download, and of an engine that idles",
    f"The most that `panal get` had resident while it downloaded from `panal seed`; and what `panal seed` has {IDLE_SECONDS} s"
    " after it was up, of a torrent of this size and of one of 1 MiB. What else: mapped files count.",
    ("peak", "resident"),
    [
        at_most("panal get", "peak", 250, "`panal get`: at most 250 MiB"),
        at_most("panal seed, idle", "resident", 90, "idle engine: at most 90 MiB"),
    ],
    network=True,
)
def memory(bench):
    def getting(seeder):
        def measure(run):
            sample = fresh(bench, seeder, seeder)(run)
            return {"wall": sample["wall"], "peak": sample["leecher_peak"]}

        return measure

    def idle(size):
        def measure(run):
            content, torrent = bench.content(size)
            up = PANAL.seed(run, torrent, content.parent, bench.address(), bench.limit())
            time.sleep(IDLE_SECONDS)
            return {"resident": up.program.resident_bytes()}

        return measure

    return [
        Side("panal get", getting(PANAL)),
        Side("libtorrent leecher", getting(LIBTORRENT), LIBTORRENT.needs),
        Side("panal seed, idle", idle(bench.size)),
        Side("panal seed of 1 MiB, idle", idle(MIB)),
    ]

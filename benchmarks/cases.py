"""The cases: what Panal is held against, and how far ahead it is to be."""

import sys

import contenders
import panal
import torrents
from bench import PIECE_LENGTH, Side, case
from contenders import ARIA2, LIBTORRENT, LIBTORRENT_PEER, PANAL, RTORRENT, TRANSMISSION, whole
from report import at_most, no_slower, rate, share, share_of_cheapest, times_as_fast
from torrents import GIB, MIB
from pathlib import Path

LIBTORRENT_CREATE = Path(torrents.__file__).resolve().parent / "libtorrent_create.py"

ONE = ("wall", "rate", "cpu", "cpu_per_gib", "peak")
TWO = ("wall", "rate", "cpu", "cpu_per_gib", "peak", "seeder_cpu", "seeder_cpu_per_gib", "seeder_peak")


# ---- one program ----


def creation(content, torrent):
    """`panal create` and mktorrent make the same pieces of the same input."""

    def ours(run):
        made = panal.Panal(run, "create", content, "-o", run.path("made.torrent"), "--piece-length", "1MiB")
        sample = whole(made.program, 600)
        assert same_pieces(run.path("made.torrent"), torrent), "panal create: other pieces"
        return sample

    def theirs(run):
        file = run.path("made.torrent")
        sample = whole(run.start("mktorrent", ["mktorrent", "-t", "2", "-l", "20", "-a", "http://x/", "-o", file, content]), 600)
        assert same_pieces(file, torrent), "mktorrent: other pieces"
        return sample

    return [Side("panal", ours), Side("mktorrent -t 2", theirs, ("mktorrent",))]


def same_pieces(file, torrent):
    return torrents.Torrent(file).info[b"pieces"] == torrent.info[b"pieces"]


@case(
    "create-4g",
    "making a v1 torrent of one file, pieces of 1 MiB",
    "`panal create` against `mktorrent -t 2`, from start to end of the process; the pieces are compared.",
    ONE,
    [times_as_fast("mktorrent -t 2", 2)],
)
def create_4g(bench):
    return creation(*bench.content())


@case(
    "create-16g",
    "making a v1 torrent of a folder of four files, pieces of 1 MiB",
    "As create-4g. The four files are one, linked four times, so that the page cache holds them.",
    ONE,
    [times_as_fast("mktorrent -t 2", 3)],
    size=16 * GIB,
)
def create_16g(bench):
    return creation(*bench.repeated(4))


@case(
    "create-v2",
    "making a v2 torrent of one file, pieces of 1 MiB",
    "`panal create --v2` against libtorrent's `set_piece_hashes`, start of the process included; the info-hashes are compared.",
    ONE,
    [times_as_fast("libtorrent", 3)],
)
def create_v2(bench):
    content, _ = bench.content()
    hashes = {}

    def ours(run):
        made = panal.Panal(run, "create", content, "-o", run.path("made.torrent"), "--v2", "--piece-length", "1MiB")
        sample = whole(made.program, bench.limit())
        shown = run.call("libtorrent", [sys.executable, LIBTORRENT_CREATE, "--read", run.path("made.torrent")])
        hashes["ours"] = shown.stdout().split()
        return sample

    def theirs(run):
        program = run.start("libtorrent", [sys.executable, LIBTORRENT_CREATE, PIECE_LENGTH, "v2", content])
        sample = whole(program, bench.limit())
        assert program.stdout().split() == hashes["ours"], f"panal and libtorrent differ: {hashes}, {program.stdout()}"
        return sample

    return [Side("panal", ours), Side("libtorrent", theirs, ("libtorrent",))]


@case(
    "verify",
    "checking a complete download",
    "`panal verify` from start to end of the process, against libtorrent from the start of the process until a torrent whose"
    " data is there is checked.",
    ONE,
    [times_as_fast("libtorrent", 3)],
)
def verify(bench):
    content, torrent = bench.content()

    def ours(run):
        return whole(panal.Panal(run, "verify", torrent.path, content.parent).program, bench.limit())

    def theirs(run):
        program = run.start("libtorrent", [sys.executable, LIBTORRENT, "check", torrent.path, content.parent])
        return contenders.until_told(program, "checked", bench.limit())

    return [Side("panal", ours), Side("libtorrent", theirs, ("libtorrent",))]


# ---- two programs ----


def transfer(bench, run, seeder, leech, torrent, content):
    """A sample of a download from a seeder that is up, and the proof that every byte arrived."""
    before = seeder.cpu_seconds()
    sample = leech(run, torrent, seeder.peer, bench.address(), bench.limit())
    sample["seeder_cpu"] = seeder.cpu_seconds() - before
    torrents.assert_equal(content, run.path("got", content.name))
    return sample


def fresh(bench, seeder, leecher):
    """A side with a seeder of its own for every run: it is up, and has checked its data, before the clock starts."""

    def measure(run):
        content, torrent = bench.content()
        up = seeder.seed(run, torrent, content.parent, bench.address(), bench.limit())
        sample = transfer(bench, run, up, leecher.leech, torrent, content)
        up.program.end()
        sample["seeder_peak"] = up.program.peak_bytes()
        return sample

    return measure


def leech_from(seeder):
    def sides(bench):
        content, torrent = bench.content()
        up = seeder.seed(bench.run, torrent, content.parent, bench.address(), bench.limit())

        def side(leecher):
            return Side(leecher.name, lambda run: transfer(bench, run, up, leecher.leech, torrent, content), leecher.needs)

        return [side(PANAL), side(LIBTORRENT_PEER)]

    return sides


for seeder in (ARIA2, RTORRENT):
    case(
        f"leech-{seeder.name}",
        f"downloading from {seeder.name}",
        f"`panal get` against a leecher of libtorrent, both from one {seeder.name} that seeds all the time; from the start of"
        " the leecher's process until all is verified and written.",
        TWO[:-1],
        [times_as_fast("libtorrent", 2), share("cpu", "libtorrent", 0.7)],
        network=True,
        needs=seeder.needs,
    )(leech_from(seeder))


@case(
    "pair",
    "from a seeder to a leecher of the same kind",
    "`panal seed` to `panal get` against libtorrent to libtorrent; from the start of the leecher's process until all is verified"
    " and written. Seeders are new for each run, and have checked their data before it.",
    TWO,
    [times_as_fast("libtorrent", 2.5)],
    network=True,
)
def pair(bench):
    return [
        Side("panal", fresh(bench, PANAL, PANAL)),
        Side("libtorrent", fresh(bench, LIBTORRENT_PEER, LIBTORRENT_PEER), ("libtorrent",)),
    ]

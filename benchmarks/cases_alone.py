"""Cases of one program: making torrents, checking, starting. What Panal is held against, and how far ahead it is to be."""

import sys
from pathlib import Path

import panal
import torrents
from bench import PIECE_LENGTH, Side, case
from contenders import libtorrent, until_told, whole
from report import at_most, times_as_fast
from torrents import GIB

BARE_READ = Path(__file__).resolve().parent / "bare_read.py"
LIBTORRENT_CREATE = Path(torrents.__file__).resolve().parent / "libtorrent_create.py"

ONE = ("wall", "rate", "cpu", "cpu_per_gib", "peak")


def bare_read(bench, content):
    """The ceiling: a program that reads the same and does nothing with it."""
    files = sorted(content.iterdir()) if content.is_dir() else [content]
    return Side("bare read", lambda run: whole(run.start("bare-read", [sys.executable, BARE_READ, *files]), bench.limit()))


def creation(bench, content, torrent):
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

    return [Side("panal", ours), Side("mktorrent -t 2", theirs, ("mktorrent",)), bare_read(bench, content)]


def same_pieces(file, torrent):
    return torrents.Torrent(file).info[b"pieces"] == torrent.info[b"pieces"]


@case(
    "create-4g",
    "making a v1 torrent of one file, pieces of 1 MiB",
    "`panal create` against `mktorrent -t 2`, from start to end of the process; the pieces are compared. Beside it a bare read.",
    ONE,
    [times_as_fast("mktorrent -t 2", 2)],
)
def create_4g(bench):
    return creation(bench, *bench.content())


@case(
    "create-16g",
    "making a v1 torrent of a folder of four files, pieces of 1 MiB",
    "As create-4g. The four files are one, linked four times, so that the page cache holds them.",
    ONE,
    [times_as_fast("mktorrent -t 2", 3)],
    size=16 * GIB,
)
def create_16g(bench):
    return creation(bench, *bench.repeated(4))


@case(
    "create-v2",
    "making a v2 torrent of one file, pieces of 1 MiB",
    "`panal create --v2` against libtorrent's `set_piece_hashes`, start of the process included; the info-hashes are compared."
    " Beside it a bare read.",
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

    return [Side("panal", ours), Side("libtorrent", theirs, ("libtorrent",)), bare_read(bench, content)]


@case(
    "verify",
    "checking a complete download",
    "`panal verify` from start to end of the process, against libtorrent from the start of the process until a torrent whose"
    " data is there is checked. Beside it a bare read.",
    ONE,
    [times_as_fast("libtorrent", 3)],
)
def verify(bench):
    content, torrent = bench.content()

    def ours(run):
        return whole(panal.Panal(run, "verify", torrent.path, content.parent).program, bench.limit())

    def theirs(run):
        return until_told(libtorrent(run, "check", torrent.path, content.parent), "checked", bench.limit())

    return [Side("panal", ours), Side("libtorrent", theirs, ("libtorrent",)), bare_read(bench, content)]


@case(
    "start",
    "starting",
    "`panal --version` from start to end of the process, the launcher's look for changed sources included.",
    ("wall", "cpu", "peak"),
    [at_most("panal", "wall", 0.3, "at most 0.3 s")],
    size=0,
    runs_at_least=10,
)
def start(bench):
    return [Side("panal", lambda run: whole(run.start("panal", [panal.LAUNCHER, "--version"]), 60))]

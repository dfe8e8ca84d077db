"""Torrents made by Panal have the info-hashes that others compute of the same input, and others can read them."""

import hashlib
import sys
from pathlib import Path

import panal
import torrents
from suite import case
from torrents import GIB, KIB, MIB, fill, sparse

TRACKER = "http://10.77.0.1:6969/announce"
"""transmission-create wants one for a private torrent."""

LIBTORRENT = Path(__file__).resolve().parent / "libtorrent_create.py"


def single_file(folder):
    return fill(folder / "single.bin", 3 * MIB + 17, 1)


def one_byte(folder):
    return fill(folder / "one byte", 1, 1)


def last_piece_of_one_byte(folder):
    return fill(folder / "last.bin", 16 * 256 * KIB + 1, 1)


def plain_folder(folder):
    top = folder / "plain folder"
    for name in ["b.txt", "a.bin", "Upper", "sub/x", "sub/y", "sub.d/z"]:
        fill(top / name, 100_000 + len(name), 1)
    return top


def folder_with_empty_file(folder):
    top = folder / "with an empty file"
    fill(top / "a", 300_000, 1)
    fill(top / "empty", 0, 1)
    fill(top / "z", 5, 1)
    return top


def non_ascii_names(folder):
    top = folder / "Año ñandú 漢字 🐝"
    fill(top / "größe.txt", 70_000, 1)
    fill(top / "señal" / "canción.ogg", 300_000, 1)
    fill(top / "日本語.bin", 1, 1)
    return top


def fifty_megabytes(folder):
    return fill(folder / "fifty.bin", 50_000_000, 1)


def two_gigabytes(folder):
    return sparse(folder / "two gigabytes.img", 2 * GIB)


INPUTS = [
    (single_file, 256 * KIB),
    (single_file, 512 * KIB),
    (one_byte, 32 * KIB),
    (last_piece_of_one_byte, 256 * KIB),
    (plain_folder, 64 * KIB),
    (folder_with_empty_file, 32 * KIB),
    (non_ascii_names, 32 * KIB),
    (fifty_megabytes, 512 * KIB),
    (two_gigabytes, 512 * KIB),
]


def order(torrent):
    return ["/".join(part.decode() for part in file[b"path"]) for file in torrent.info.get(b"files", [])]


def libtorrent_hashes(run, *arguments):
    made = run.call("libtorrent", [sys.executable, LIBTORRENT, *arguments], seconds=120)
    assert made.code == 0, "libtorrent refuses"
    return made.stdout().split()


def read_by_others(run, torrent, hashes):
    """All three can read it, and say that this is its info-hash."""
    shown = run.call("transmission-show", ["transmission-show", torrent])
    assert shown.code == 0 and hashes[0] in shown.stdout(), "transmission-show does not see this info-hash"
    listed = run.call("aria2", ["aria2c", "--no-conf", "-S", torrent])
    assert listed.code == 0 and hashes[0] in listed.stdout().lower(), "aria2c does not see this info-hash"
    assert libtorrent_hashes(run, "--read", torrent) == hashes, "libtorrent sees other info-hashes"


def same_hash(make, piece_length):
    def test(run):
        path = make(run.path("input"))
        mine = run.path("mine.torrent")
        said = panal.create(run, path, mine, "--v1", "--piece-length", f"{piece_length // KIB}KiB")
        torrent = torrents.Torrent(mine)
        assert said["info_hash"] == torrent.hash.hex(), f"panal says {said['info_hash']}, the file has {torrent.hash.hex()}"
        read_by_others(run, mine, [torrent.hash.hex(), "-"])

        theirs = libtorrent_hashes(run, piece_length, "v1", path, *order(torrent))
        assert theirs[0] == torrent.hash.hex(), f"libtorrent computes {theirs[0]}, panal {torrent.hash.hex()}"

        # transmission-create 3.00 always writes "private" into the info dictionary, also as 0, where Panal and all
        # others leave it out. So the torrents are the same where both are told to write it, that is with `-p` and
        # `--private`; and for the public one, the rest of the dictionary has to be the same. It also leaves out files
        # without bytes, with any options: there, what has to be the same is all but these.
        theirs = transmission_create(run, path, piece_length)
        assert theirs.info.pop(b"private") == 0
        assert hash_of(theirs.info) == hash_of(without_empty(torrent.info)), "transmission-create: another dictionary"
        if torrent.length < 100 * MIB and torrent.info == without_empty(torrent.info):
            secret = run.path("private.torrent")
            options = ["--v1", "--private", "-t", TRACKER, "--piece-length", f"{piece_length // KIB}KiB"]
            panal.create(run, path, secret, *options)
            theirs = transmission_create(run, path, piece_length, "-p", "-t", TRACKER)
            assert torrents.Torrent(secret).hash == theirs.hash, "transmission-create -p: another info-hash"

    return test


def hash_of(info):
    return hashlib.sha1(torrents.encode(info)).hexdigest()


def without_empty(info):
    if b"files" not in info:
        return info
    return info | {b"files": [file for file in info[b"files"] if file[b"length"]]}


def transmission_create(run, path, piece_length, *more):
    file = run.path(f"transmission{len(run.programs)}.torrent")
    made = run.call(
        "transmission-create",
        ["transmission-create", *more, "-s", piece_length // KIB, "-o", file, path],
        seconds=120,
    )
    assert made.code == 0, f"transmission-create: exit {made.code}"
    return torrents.Torrent(file)


def version_two(version):
    """Only libtorrent: transmission 3.00 refuses hybrid torrents and aria2 1.36 misreads them, libtorrent's own too."""

    def test(run):
        for make, piece_length in [(single_file, 256 * KIB), (folder_with_empty_file, 32 * KIB), (non_ascii_names, 32 * KIB)]:
            path = make(run.path("input"))
            mine = run.path(path.name + ".torrent")
            panal.create(run, path, mine, f"--{version}", "--piece-length", f"{piece_length // KIB}KiB")
            hashes = libtorrent_hashes(run, "--read", mine)
            names = sorted(str(file.relative_to(path)) for file in path.rglob("*") if file.is_file())
            theirs = libtorrent_hashes(run, piece_length, version, path, *names)
            assert theirs == hashes, f"{path.name}: libtorrent computes {theirs}, panal {hashes}"

    return test


OTHERS = ("transmission-create", "transmission-show", "aria2c", "libtorrent")

for make, piece_length in INPUTS:
    title = make.__name__.replace("_", " ")
    case(f"info-hash: {title}, pieces of {piece_length // KIB} KiB", OTHERS, seconds=180)(same_hash(make, piece_length))
for version in ("v2", "hybrid"):
    case(f"info-hash: {version} as libtorrent", OTHERS)(version_two(version))

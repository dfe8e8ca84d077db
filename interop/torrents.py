"""Bencode, torrents and the files they describe."""

import filecmp
import hashlib
import os
import random
from pathlib import Path

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


# ---- bencode ----


def encode(value):
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    if isinstance(value, list):
        return b"l" + b"".join(map(encode, value)) + b"e"
    return b"d" + b"".join(encode(key) + encode(value[key]) for key in sorted(value)) + b"e"


def decode(data):
    value, end = _decode(data, 0)
    if end != len(data):
        raise ValueError(f"{len(data) - end} bytes too many")
    return value


def _decode(data, at):
    head = data[at : at + 1]
    if head == b"i":
        end = data.index(b"e", at)
        return int(data[at + 1 : end]), end + 1
    if head in (b"l", b"d"):
        values = []
        at += 1
        while data[at : at + 1] != b"e":
            value, at = _decode(data, at)
            values.append(value)
        if head == b"l":
            return values, at + 1
        return dict(zip(values[::2], values[1::2])), at + 1
    colon = data.index(b":", at)
    end = colon + 1 + int(data[at:colon])
    return data[colon + 1 : end], end


# ---- torrents ----


class Torrent:
    """A .torrent file."""

    def __init__(self, path):
        self.path = Path(path)
        self.fields = decode(self.path.read_bytes())
        self.info = self.fields[b"info"]
        self.hash = hashlib.sha1(encode(self.info)).digest()
        self.name = self.info[b"name"].decode()
        self.piece_length = self.info[b"piece length"]
        self.piece_count = len(self.info[b"pieces"]) // 20

    @property
    def length(self):
        if b"length" in self.info:
            return self.info[b"length"]
        return sum(file[b"length"] for file in self.info[b"files"])

    def bytes_of(self, pieces):
        """How many bytes these pieces are together; the last of a torrent is mostly shorter than the others."""
        last = self.piece_count - 1
        short = self.piece_count * self.piece_length - self.length if last in pieces else 0
        return len(pieces) * self.piece_length - short

    def variant(self, path, tag, tracker=None):
        """The same content under another info-hash, so that a tracker never mixes up two cases."""
        fields = dict(self.fields)
        fields[b"info"] = self.info | {b"source": tag.encode()}
        fields.pop(b"announce", None)
        fields.pop(b"announce-list", None)
        if tracker:
            fields[b"announce"] = tracker.encode()
        Path(path).write_bytes(encode(fields))
        return Torrent(path)


def make(content, path, piece_length, tracker=None):
    """A v1 torrent of a file or folder, made without Panal, for cases that are not about making torrents."""
    files = [content] if content.is_file() else sorted(file for file in content.rglob("*") if file.is_file())
    info = {b"name": content.name.encode(), b"piece length": piece_length, b"pieces": _pieces(files, piece_length)}
    if content.is_file():
        info[b"length"] = content.stat().st_size
    else:
        info[b"files"] = [
            {b"length": file.stat().st_size, b"path": [part.encode() for part in file.relative_to(content).parts]}
            for file in files
        ]
    fields = {b"info": info}
    if tracker:
        fields[b"announce"] = tracker.encode()
    path.write_bytes(encode(fields))
    return Torrent(path)


def _pieces(files, piece_length):
    hashes, piece, left = [], hashlib.sha1(), piece_length
    for path in files:
        with open(path, "rb") as file:
            while data := file.read(left):
                piece.update(data)
                left -= len(data)
                if left == 0:
                    hashes.append(piece.digest())
                    piece, left = hashlib.sha1(), piece_length
    if left < piece_length:
        hashes.append(piece.digest())
    return b"".join(hashes)


# ---- files ----


def fill(path, size, seed):
    """A file of `size` bytes that are the same for the same seed, and no two stretches of which are alike."""
    path.parent.mkdir(parents=True, exist_ok=True)
    chance = random.Random(f"{path.name} {seed}")
    with open(path, "wb") as file:
        left = size
        while left > 0:
            left -= file.write(chance.randbytes(min(left, 4 * MIB)))
    return path


def sparse(path, size):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        file.truncate(size)
    return path


def sample_folder(parent, seed=1):
    """Some 24 MiB in files of many kinds; pieces span several of them."""
    folder = parent / "Ñandú & friends"
    fill(folder / "big.bin", 14 * MIB + 123, seed)
    fill(folder / "sub" / "ünï cödé ñ 漢字.bin", 7 * MIB + 1, seed)
    fill(folder / "sub" / "deeper" / "one byte", 1, seed)
    fill(folder / "sub" / "empty", 0, seed)
    fill(folder / "z.dat", 3 * MIB - 7, seed)
    return folder


def assert_equal(expected, actual, empty_too=True):
    """Both are files with the same bytes, or folders with the same names and bytes and nothing else.

    @param empty_too: whether empty files have to be there
    """
    if expected.is_file():
        assert actual.is_file(), f"{actual} is missing"
        assert filecmp.cmp(expected, actual, shallow=False), f"{actual} differs from {expected}"
        return
    there, here = _files(expected), _files(actual)
    if not empty_too:
        there = {name for name in there if name in here or (expected / name).stat().st_size}
    assert there == here, f"{actual}: missing {sorted(there - here)}, too much {sorted(here - there)}"
    for name in there:
        assert filecmp.cmp(expected / name, actual / name, shallow=False), f"{actual / name} differs"


def _files(folder):
    return {
        os.path.relpath(os.path.join(place, name), folder)
        for place, _, names in os.walk(folder)
        for name in names
    }

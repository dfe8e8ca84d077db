"""What libtorrent makes of the same input: PIECE-LENGTH VERSION PATH NAME… prints the info-hashes as hex.

VERSION is v1, v2 or hybrid. NAMEs are the files below the folder PATH in the order they are to have; none if PATH is a
file. With `--read TORRENT` it reads a torrent instead, and prints its info-hashes or fails.
"""

import os
import sys

import libtorrent


def show(info):
    hashes = info.info_hashes()
    print(hashes.v1 if hashes.has_v1() else "-", hashes.v2 if hashes.has_v2() else "-")


def create(piece_length, version, path, names):
    storage = libtorrent.file_storage()
    if names:
        for name in names:
            storage.add_file(os.path.join(os.path.basename(path), name), os.path.getsize(os.path.join(path, name)))
    else:
        storage.add_file(os.path.basename(path), os.path.getsize(path))
    flags = {"v1": [libtorrent.create_torrent.v1_only], "v2": [libtorrent.create_torrent.v2_only], "hybrid": []}
    torrent = libtorrent.create_torrent(storage, piece_length, *flags[version])
    libtorrent.set_piece_hashes(torrent, os.path.dirname(path))
    show(libtorrent.torrent_info(torrent.generate()))


if sys.argv[1] == "--read":
    show(libtorrent.torrent_info(sys.argv[2]))
else:
    create(int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:])

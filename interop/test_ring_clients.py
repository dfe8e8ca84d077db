"""Other people's clients with a torrent that a ring's page gives them: it names all nodes, and any of them is enough."""

import time

import clients
import torrents
from doors import Door
from programs import until
from ring import Node, Ring
from suite import ADDRESSES, TRACKER_ADDRESS, case
from torrents import KIB, assert_equal, sample_folder
from trackers import await_seed

NODES = 3
SPREAD_SECONDS = 20
FINISH_SECONDS = 150
"""A client may wait long for a tracker that is gone before it tries the next tier."""


@case(
    "ring: two of three nodes are killed, and other clients go on by the third",
    ("transmission-daemon", "aria2c", "libtorrent"),
    seconds=400,
)
def strangers_go_on(run):
    nodes = [Node(run, number, TRACKER_ADDRESS, options=("--uploads", "open")) for number in range(NODES)]
    with Ring(run, NODES, nodes=nodes) as ring:
        ring.start()
        doors = [Door(node) for node in nodes]
        content = sample_folder(run.path("content"))
        made = torrents.make(content, run.path("made.torrent"), 256 * KIB)
        doors[0].publish(made)
        torrent = until("another node hosts it", lambda: doors[1].fetch(made, run.path("fetched.torrent")), SPREAD_SECONDS)
        assert torrent.hash == made.hash
        named = [url.decode() for tier in torrent.fields[b"announce-list"] for url in tier]
        missing = [node.udp for node in nodes if not any(f"{node.udp[0]}:{node.udp[1]}" in url for url in named)]
        assert not missing, f"{named} lack {missing}"

        clients.Transmission(run, ADDRESSES[0]).seed(torrent, content.parent)
        await_seed(doors[2], torrent)
        ring.kill(nodes[:2])
        began = time.monotonic()
        leechers = [clients.Aria2(run, ADDRESSES[1]), clients.Libtorrent(run, ADDRESSES[2])]
        for leecher in leechers:
            leecher.leech(torrent, run.path(leecher.name))
        for leecher in leechers:
            leecher.await_complete(FINISH_SECONDS)
            run.note(f"{leecher.name} is complete after {time.monotonic() - began:.0f} s")
            assert_equal(content, run.path(leecher.name, content.name))

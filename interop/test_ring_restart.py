"""A ring of which all nodes are stopped, or killed, and started again: what they keep on their disks is there."""

import signal

import torrents
from doors import Door
from programs import until
from ring import SETTLE_SECONDS, START_SECONDS, Node, Ring
from suite import case
from test_messages import Reader
from torrents import KIB, sample_folder

NODES = 5
COMPLETED = 4
"""Peers that say that they finished their download, each at another node."""

SPREAD_SECONDS = 20
STOP_SECONDS = 60


@case("ring: all nodes are stopped, and killed, and started again", seconds=300)
def all_again(run):
    nodes = [Node(run, number, options=("--uploads", "open")) for number in range(NODES)]
    with Ring(run, NODES, nodes=nodes) as ring:
        ring.start()
        doors = [Door(node) for node in nodes]
        one = torrents.make(sample_folder(run.path("one")), run.path("one.torrent"), 256 * KIB)
        doors[0].publish(one)
        for number in range(COMPLETED):
            doors[number].completed(one, number)
        reader = Reader(7)
        reader.announce(doors[3])
        assert reader.mail(doors[3])["messages"] == []
        send(doors[1], reader, "before they stopped")
        everywhere(doors, one)

        for node in nodes:
            node.program.signal(signal.SIGTERM)
        until("all have stopped", lambda: not ring.alive(), STOP_SECONDS)
        run.note(f"stopped at once, they end with {[node.program.code for node in nodes]}")
        again(ring)
        everywhere(doors, one)
        mail = fetch(doors[4], reader)
        assert [message["text"] for message in mail["messages"]] == ["before they stopped"], mail

        two = torrents.make(sample_folder(run.path("two")), run.path("two.torrent"), 128 * KIB)
        doors[2].publish(two)
        send(doors[0], reader, "before they were killed")
        everywhere(doors, one, two)
        ring.kill(nodes)
        again(ring)
        everywhere(doors, one, two)
        mail = fetch(doors[2], reader, mail["after"])
        assert [message["text"] for message in mail["messages"]] == ["before they were killed"], mail


def send(door, reader, text):
    """That somebody takes messages, the other nodes know a moment later."""
    until("the message is taken", lambda: door.send(reader, text), SPREAD_SECONDS)


def fetch(door, reader, after=0):
    """The reader's mail, as soon as there is any."""
    return until("there is mail", lambda: (mail := reader.mail(door, after))["messages"] and mail, SPREAD_SECONDS)


def again(ring):
    """All start at the same time, as after a power cut."""
    ring.start_again(ring.nodes)
    until("all nodes are up again", lambda: all(node.up() for node in ring.nodes), START_SECONDS)
    until("the ring is settled", ring.settled, SETTLE_SECONDS)


def everywhere(doors, first, *others):
    """Every node hosts these, and knows how often the first was downloaded."""
    hashes = {torrent.hash.hex() for torrent in (first, *others)}
    until("all nodes host all", lambda: all(door.hosts() == hashes for door in doors), SPREAD_SECONDS)
    until("all nodes know the downloads", lambda: all(door.downloads(first) == COMPLETED for door in doors), SPREAD_SECONDS)

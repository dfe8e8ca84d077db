"""A ring in a network that falls apart: both sides go on by themselves, and afterwards every swarm is the union of both."""

import time

import census
from crowd import Crowd, drive
from lan import Lan
from programs import Unmet, until
from ring import SETTLE_SECONDS, Node, Ring
from suite import case

LEFT, RIGHT = range(3), range(3, 5)
SWARMS = 300
PEERS = 1_500
RATE = 300
POPULATE_SECONDS = 60
LOAD_SECONDS = 3
CUT_SECONDS = 15
TOGETHER_SECONDS = 20
CHANCE_SEED = 20_262
UNION_SECONDS = 60
APART = 1_000_000
"""So far are the numbers of one side's peers from those of the other's."""


@case("ring: a network cut into three and two nodes, and healed", ("nsenter", "unshare"), seconds=400)
def split(run):
    lan = Lan(run, len(LEFT), len(RIGHT))
    nodes = [Node(run, number, ring_address=machine.address, prefix=machine.prefix) for number, machine in enumerate(lan.machines)]
    with Ring(run, len(nodes), nodes=nodes) as ring:
        ring.start()
        crowds = [side(run, ring, lan, reach) for reach in (LEFT, RIGHT)]
        for crowd in crowds:
            crowd.populate(PEERS, RATE * 2, POPULATE_SECONDS)
        drive(crowds, LOAD_SECONDS, RATE)
        both_know(ring, crowds)

        lan.cut()
        cut = time.monotonic()
        drive(crowds, CUT_SECONDS, RATE)
        assert drive(crowds, SETTLE_SECONDS, RATE, lambda: apart(ring)), "the two sides do not notice"
        together = drive(crowds, TOGETHER_SECONDS, RATE, lambda: whole(ring))
        run.note(f"each side by itself after {time.monotonic() - cut:.0f} s" + ("" if together else ", and not in one piece"))
        for crowd, reach in zip(crowds, (LEFT, RIGHT)):
            crowd.rest()
            fresh = newcomers(crowd, cut)
            found = census.take(crowd, reach, fresh)
            run.note(
                f"side of {len(reach)}: longest without an answer {crowd.longest():.2f} s, {found.peers} came since the cut,"
                f" {found.peers_lost()} of them missing"
            )
            assert found.peers, "nobody was acknowledged"
            assert found.nothing_lost() or not together, str(found)
            crowd.worst = 0

        lan.heal()
        healed = time.monotonic()
        last = until_union(ring, crowds, healed)
        run.note(f"every swarm is the union on every node {last:.0f} s after it was healed")
        until("all nodes are one ring again", ring.settled, SETTLE_SECONDS)
        both_know(ring, crowds)


def side(run, ring, lan, reach):
    """Clients that reach the nodes of one side; each node hears them on its own loopback."""
    sockets = [machine.socket() for machine in lan.machines]
    crowd = Crowd(
        [node.udp for node in ring.nodes], SWARMS, CHANCE_SEED + reach.start, sockets, first_peer=reach.start * APART, reach=reach
    )
    run.at_end(crowd.post.close)
    return crowd


def apart(ring):
    """Whether every node goes on without the other side."""
    return all(any(ring.nodes[number].settled(count) for count in range(1, len(side) + 1)) for side in (LEFT, RIGHT) for number in side)


def whole(ring):
    """Whether each side is one ring."""
    return all(ring.nodes[number].settled(len(side)) for side in (LEFT, RIGHT) for number in side)


def newcomers(crowd, moment):
    """Expected of those alone who came after that moment; who else is there does not matter."""
    expected = census.expectation([crowd], 0)
    for one in expected.values():
        one.certain = {endpoint: told for endpoint, told in one.certain.items() if told[0] > moment}
    return expected


def both_know(ring, crowds):
    for crowd in crowds:
        crowd.rest()
    found = census.take(crowds[0], range(len(ring.nodes)), census.expectation(crowds, 0))
    assert found.nothing_lost(), str(found)


def until_union(ring, crowds, since):
    """How long it took until every node knew all."""
    expected = census.expectation(crowds, 0)
    found = None

    def union():
        nonlocal found
        found = census.take(crowds[0], range(len(ring.nodes)), expected)
        return found.nothing_lost() and time.monotonic() - since

    try:
        return until("the union", union, UNION_SECONDS)
    except Unmet:
        raise AssertionError(f"{UNION_SECONDS} s after it was healed: {found}") from None

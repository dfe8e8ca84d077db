"""A ring of five trackers of which two are killed at once, over and over; the harness is that of interop."""

import blows
from bench import Side, case, say
from crowd import Crowd
from report import at_least, at_most
from ring import Ring

NODES = 5
SWARMS = 10_000
PEERS = 100_000
LOAD_SECONDS = 5
POPULATE_SECONDS = 300
CHANCE_SEED = 20_263
COMPARED_SWARMS = 2_000
"""On each node, others every time; all swarms are counted."""

ROUNDS = 20

RATE = 2_000
STRICT_RATE = 500
"""Announces a second beside all five nodes on the same cores."""


def killed(name, mode, rounds, rate):
    def measure(run):
        with Ring(run, NODES, mode) as ring:
            ring.start()
            crowd = Crowd([node.udp for node in ring.nodes], SWARMS, CHANCE_SEED)
            run.at_end(crowd.post.close)
            crowd.populate(PEERS, 2 * rate, POPULATE_SECONDS)
            done = []
            say("")
            for number in range(rounds):
                done.append(blows.blow(ring, crowd, rate, LOAD_SECONDS, COMPARED_SWARMS))
                say(f"    {number + 1}: {done[-1]}")
        counts = [found for one in done for found in (one.after_blow, one.after_return)]
        return {
            "wall": sum(one.returned for one in done),
            "rounds": len(done),
            "lost_swarms": sum(len(found.lost_swarms) for found in counts),
            "lost_peers": sum(found.peers_lost() for found in counts),
            "ghosts": sum(len(found.ghosts) for found in counts),
            "silence": max(one.without_answer for one in done),
            "rejoin": max(one.returned for one in done),
            "served": crowd.answered,
        }

    return Side(name, measure)


def targets(name, rounds):
    return [
        at_least(name, "rounds", rounds, f"{rounds} rounds"),
        at_most(name, "lost_swarms", 0, "not one swarm is lost"),
        at_most(name, "lost_peers", 0, "not one peer is lost"),
        at_most(name, "silence", blows.WITHOUT_ANSWER_SECONDS, "a client that tries its tiers has an answer within 5 s"),
    ]


METRICS = ("rounds", "lost_swarms", "lost_peers", "ghosts", "silence", "rejoin", "served")

WHAT = (
    "A peer in twenty announces for the first or last time, the others come again; three in four are silent from the blow to the end"
    " of the round, so that nothing that is lost is healed by them. All swarms are counted on all nodes, by scrape, and the peers of"
    " 2,000 swarms on each are compared, when the survivors are settled and again when the two are back."
)


@case(
    "ring-kill",
    "two of five trackers killed at once, 10,000 swarms, 100,000 peers, under 2,000 announces a second",
    "Lost is who was acknowledged more than half a second before the blow and is missing from an answer. " + WHAT,
    METRICS,
    targets("ring of 5", ROUNDS),
    size=0,
    network=True,
    runs_at_most=1,
)
def ring_kill(bench):
    return [killed("ring of 5", "fast", bench.rounds, RATE)]


@case(
    "ring-kill-strict",
    "the same in strict mode, under 500 announces a second",
    "Lost is who was acknowledged before the blow and is missing from an answer. " + WHAT,
    METRICS,
    targets("ring of 5, strict", ROUNDS),
    size=0,
    network=True,
    runs_at_most=1,
)
def ring_kill_strict(bench):
    return [killed("ring of 5, strict", "strict", bench.rounds, STRICT_RATE)]

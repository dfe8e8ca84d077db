"""Blows to a ring under load: two nodes killed at the same instant, counted what is missing, started again, counted once more."""

import time

import census

STALE_SECONDS = 0.5
"""What a ring in its fast mode may be behind."""

WITHOUT_ANSWER_SECONDS = 5
SILENT = 0.75
"""So many of the peers say nothing from the blow to the end of the round: what is lost of them is not healed by them."""

VICTIMS = 2
OVERDUE_SECONDS = 180
"""Nobody may have been silent for so long at the blow, so that nobody expires in the round."""

SETTLE_SECONDS = 120


class Round:
    """What came of one."""

    def __init__(self, victims):
        self.victims = victims
        self.after_blow = None
        self.after_return = None
        self.without_answer = None
        self.settled = None
        self.returned = None

    def __str__(self):
        return (
            f"{' and '.join(self.victims)} killed: longest without an answer {self.without_answer:.2f} s, the others settled after"
            f" {self.settled:.1f} s, {self.after_blow}; back after {self.returned:.1f} s, {self.after_return}"
        )

    def assert_good(self):
        """Who left and is listed all the same costs others a connection, and goes when it is silent for long; it is told, no more."""
        assert self.after_blow.nothing_lost(), str(self)
        assert self.after_return.nothing_lost(), str(self)
        assert self.without_answer < WITHOUT_ANSWER_SECONDS, str(self)


def blow(ring, crowd, rate, seconds, sample=None, stale=STALE_SECONDS):
    """A round, after `seconds` of load.

    @param stale: what was acknowledged so shortly before the blow may be lost, if the ring is not in strict mode
    """
    grace = 0 if ring.mode == "strict" else stale
    crowd.wake()
    crowd.drive(seconds, rate)
    crowd.drive(SETTLE_SECONDS, rate, lambda: not crowd.overdue(OVERDUE_SECONDS))
    victims = crowd.chance.sample(range(len(ring.nodes)), VICTIMS)
    nodes = [ring.nodes[number] for number in victims]
    survivors = [number for number in range(len(ring.nodes)) if number not in victims]
    done = Round([node.name for node in nodes])

    crowd.quieten(1 - SILENT)
    crowd.blow(victims, lambda: ring.kill(nodes))
    began = time.monotonic()
    assert crowd.drive(SETTLE_SECONDS, rate, ring.settled), f"not settled {SETTLE_SECONDS} s after {done.victims} were killed"
    done.settled = time.monotonic() - began
    crowd.drive(WITHOUT_ANSWER_SECONDS, rate)
    crowd.rest()
    done.after_blow = count(crowd, survivors, grace, sample)

    began = time.monotonic()
    ring.start_again(nodes)
    assert crowd.drive(SETTLE_SECONDS, rate, lambda: all(node.up() for node in nodes) and ring.settled()), (
        f"not settled {SETTLE_SECONDS} s after {done.victims} were started again; before, {done.after_blow}"
    )
    done.returned = time.monotonic() - began
    crowd.healed()
    crowd.rest()
    done.without_answer = crowd.longest()
    done.after_return = count(crowd, range(len(ring.nodes)), grace, sample)
    census.forget_doubts([crowd], grace)
    return done


def count(crowd, nodes, grace, sample):
    found = census.take(crowd, nodes, census.expectation([crowd], grace), sample)
    for info_hash, endpoint in found.ghosts:  # once
        crowd.ghosts[info_hash].add(endpoint)
    return found

"""What a ring of trackers should know of a crowd, and what each of its nodes says: who is missing, and who is there that left.

Counted are all swarms, by scrape. Who is in them tell answers to an announce, as all clients get them, of a stranger who comes to
each swarm, wants all peers, and leaves.
"""

import collections
import random
import struct
import time

from crowd import ANNOUNCE, ASK, ERROR, SAY, SCRAPE, STARTED, STOPPED

SCRAPE_AT_ONCE = 70
ALL_PEERS = 200
WINDOW = 128
ANSWER_SECONDS = 2
TRIES = 15
EXPIRY_SECONDS = 600
"""A tracker may forget whoever was silent for so long."""

SPREAD_SECONDS = 0.5
"""By then all nodes know what one was told."""

STRANGER = (b"-PN0001-asks for all", 0x0AFFFFFE, 7)
EXAMPLES = 3


class Expected:
    """Of one swarm: endpoints that have to be there, and those that left, with what happened when; and those that may be there."""

    __slots__ = ("certain", "gone", "possible")

    def __init__(self):
        self.certain, self.gone, self.possible = {}, {}, set()


class Findings:
    """What was missing, on which node."""

    def __init__(self, blow):
        self.blow = blow
        self.swarms = 0
        self.peers = 0
        self.lost_swarms = set()
        self.lost_peers = set()
        self.ghosts = set()
        self.too_few = set()
        self.too_many = set()
        self.by_node = collections.Counter()
        self.examples = collections.defaultdict(list)

    def __str__(self):
        text = f"{len(self.lost_swarms)} of {self.swarms} swarms and {len(self.lost_peers)} of {self.peers} peers lost"
        rest = {"there that left": self.ghosts, "counted too low": self.too_few, "too high": self.too_many}
        text += "".join(f", {len(found)} {what}" for what, found in rest.items() if found)
        if self.by_node:
            text += " (" + ", ".join(f"n{node + 1}: {count}" for node, count in sorted(self.by_node.items())) + ")"
        return text + "".join(f"; {what}: {', '.join(found)}" for what, found in self.examples.items())

    def nothing_lost(self):
        return not (self.lost_swarms or self.peers_lost())

    def peers_lost(self):
        """At least so many: of swarms that were only counted, too low a count is one."""
        return len(self.lost_peers) + len(self.too_few - {info_hash for info_hash, _ in self.lost_peers})

    def perfect(self):
        return self.nothing_lost() and not self.ghosts and not self.too_many

    def note(self, node, what, more):
        self.by_node[node] += 1
        if len(self.examples[what]) < EXAMPLES:
            self.examples[what].append(f"n{node + 1} {more}")

    def when(self, moment):
        """A time, from the blow on if there was one."""
        return f"{moment - self.blow:+.2f} s" if self.blow else f"{time.monotonic() - moment:.2f} s ago"


def expectation(crowds, grace):
    """What has to be known by now, where a blow may have cost what was acknowledged less than `grace` seconds before it.

    As much time after it is left out, too: a node that was asked by another may have answered before it died, and the client heard
    of it later.
    """
    now = time.monotonic()
    expected = collections.defaultdict(Expected)
    for crowd in crowds:
        for swarm in crowd.swarms:
            one = expected[swarm.hash]
            one.possible |= crowd.ghosts.get(swarm.hash, set())
            for peer in swarm.peers:
                if peer.leaving or peer.since is None or peer.last < now - EXPIRY_SECONDS or doubtful(peer, crowd.blow_at, grace):
                    one.possible.add(peer.endpoint)
                else:
                    one.certain[peer.endpoint] = peer.since, peer.last, peer.by
            for endpoint, (moment, node) in swarm.gone.items():
                if crowd.blow_at is not None and abs(moment - crowd.blow_at) <= grace:
                    one.possible.add(endpoint)
                elif endpoint not in one.possible:
                    one.gone[endpoint] = moment, node
    return expected


def doubtful(peer, blow, grace):
    return blow is not None and blow - grace < peer.since and peer.last <= blow + grace


def forget_doubts(crowds, grace):
    """After a census: whoever may have been lost rightly has to be acknowledged anew before it counts."""
    for crowd in crowds:
        for swarm in crowd.swarms:
            swarm.gone.clear()
            for peer in swarm.peers:
                if peer.since is not None and doubtful(peer, crowd.blow_at, grace):
                    peer.since = None


def take(crowd, nodes, expected, sample=None):
    """Asks each of these nodes (by number) for everything. The crowd must be at rest.

    @param sample: compare the peers of so many swarms only
    """
    time.sleep(SPREAD_SECONDS)
    findings = Findings(crowd.blow_at)
    findings.swarms = sum(1 for one in expected.values() if one.certain)
    findings.peers = sum(len(one.certain) for one in expected.values())
    hashes = list(expected)
    parts = [hashes[at : at + SCRAPE_AT_ONCE] for at in range(0, len(hashes), SCRAPE_AT_ONCE)]
    for node in nodes:
        ask_all(crowd.post, node, SCRAPE, parts, scrape, lambda part, data: count(node, part, data, expected, findings))
    for node in nodes:
        some = hashes if sample is None else random.sample(hashes, min(sample, len(hashes)))
        ask_all(crowd.post, node, ANNOUNCE, some, come, lambda one, data: compare(node, one, data, expected[one], findings))
        ask_all(crowd.post, node, ANNOUNCE, some, go, lambda one, data: None)
    time.sleep(SPREAD_SECONDS)
    return findings


def scrape(connection, number, part):
    return ASK.pack(connection, SCRAPE, number) + b"".join(part)


def come(connection, number, info_hash, event=STARTED):
    name, address, port = STRANGER
    return SAY.pack(connection, ANNOUNCE, number, info_hash, name, 0, 1, 0, event, address, 1, ALL_PEERS, port)


def go(connection, number, info_hash):
    return come(connection, number, info_hash, STOPPED)


def count(node, part, data, expected, findings):
    for place, info_hash in enumerate(part):
        seeds, _, leechers = struct.unpack_from(">III", data, 8 + 12 * place)
        one, there = expected[info_hash], seeds + leechers
        if one.certain and not there:
            findings.lost_swarms.add(info_hash)
            findings.note(node, "nothing known of swarms", f"of {len(one.certain)}")
        elif there < len(one.certain):
            findings.too_few.add(info_hash)
            findings.note(node, "counted too low", f"{there} of {len(one.certain)}")
        elif there > len(one.certain) + len(one.possible):
            findings.too_many.add(info_hash)
            findings.note(node, "counted too high", f"{there} of {len(one.certain)} and perhaps {len(one.possible)}")


def compare(node, info_hash, data, one, findings):
    listed = {data[at : at + 6] for at in range(20, len(data) - 5, 6)}
    if one.certain and not listed:
        findings.lost_swarms.add(info_hash)
    for endpoint in one.certain.keys() - listed:
        since, last, by = one.certain[endpoint]
        findings.lost_peers.add((info_hash, endpoint))
        findings.note(node, "missing though they came", f"at {findings.when(since)}, last to n{by + 1} at {findings.when(last)}")
    for endpoint in listed - one.certain.keys() - one.possible:
        findings.ghosts.add((info_hash, endpoint))
        left = one.gone.get(endpoint)
        findings.note(node, "there though they left", f"n{left[1] + 1} at {findings.when(left[0])}" if left else "before")


def ask_all(post, node, action, subjects, question, hear):
    """Puts all questions to one node, some at a time, and again where no answer comes."""
    waiting = collections.deque((subject, 0) for subject in subjects)
    asked = {}
    while waiting or asked:
        now = time.monotonic()
        post.renew(now)
        while waiting and len(asked) < WINDOW:
            subject, tries = waiting.popleft()
            number = post.number()
            asked[number] = subject, tries, now
            post.send(node, question(post.connection, number, subject))
        for _, answered, number, data in post.receive():
            if number in asked:
                if answered == action:
                    hear(asked.pop(number)[0], data)
                elif answered == ERROR:  # it may know in a moment
                    again(waiting, *asked.pop(number)[:2], f"node {node + 1} says '{data[8:].decode()}'")
                    post.renew(now, 1)
        for number in [number for number, (_, _, since) in asked.items() if now - since > ANSWER_SECONDS]:
            again(waiting, *asked.pop(number)[:2], f"node {node + 1} does not answer")


def again(waiting, subject, tries, why):
    assert tries < TRIES, f"{why}, asked {tries + 1} times"
    waiting.append((subject, tries + 1))

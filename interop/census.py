"""What a ring of trackers should know of a crowd, and what each of its nodes says: who is missing, and who is there that left.

Asked is by somebody who only ever says that it stops: that gets an answer with all peers, and lists nobody.
"""

import collections
import struct
import time

from crowd import ANNOUNCE, ASK, ERROR, SAY, SCRAPE, STOPPED

SCRAPE_AT_ONCE = 70
ALL_PEERS = 200
WINDOW = 128
TRIES = 15
EXPIRY_SECONDS = 600
"""A tracker may forget whoever was silent for so long."""

STRANGER = (b"-PN0001-asks for all", 0x0AFFFFFE, 7)


class Expected:
    """Of one swarm: endpoints that have to be there, those that may, and those that may not."""

    __slots__ = ("certain", "possible", "gone")

    def __init__(self):
        self.certain, self.possible, self.gone = set(), set(), set()


class Findings:
    """What was missing, on which node."""

    def __init__(self):
        self.swarms = 0
        self.peers = 0
        self.lost_swarms = set()
        self.lost_peers = set()
        self.ghosts = set()
        self.miscounted = set()
        self.by_node = collections.Counter()

    def __str__(self):
        text = f"{len(self.lost_swarms)} of {self.swarms} swarms and {len(self.lost_peers)} of {self.peers} peers lost"
        text += f", {len(self.ghosts)} there that left, {len(self.miscounted)} swarms miscounted"
        return text + (f" ({dict(self.by_node)})" if self.by_node else "")

    def perfect(self):
        return not (self.lost_swarms or self.lost_peers or self.ghosts or self.miscounted)


def expectation(crowds, grace):
    """What has to be known by now, where a blow may have cost what was acknowledged less than `grace` seconds before it.

    As much time after it is left out, too: a node that was asked by another may have answered before it died, and the client heard
    of it later.
    """
    now = time.monotonic()
    expected = collections.defaultdict(Expected)
    for crowd in crowds:
        blow = crowd.blow_at
        for swarm in crowd.swarms:
            one = expected[swarm.hash]
            for peer in swarm.peers:
                sure = peer.since is not None and not peer.leaving and peer.last > now - EXPIRY_SECONDS
                if sure and blow is not None:
                    sure = peer.since <= blow - grace or peer.last > blow + grace
                (one.certain if sure else one.possible).add(peer.endpoint)
            for endpoint, moment in swarm.gone.items():
                sure = blow is None or moment <= blow - grace or moment > blow + grace
                (one.gone if sure else one.possible).add(endpoint)
    return expected


def forget_doubts(crowds, grace):
    """After a census: whoever may have been lost rightly has to be acknowledged anew before it counts."""
    for crowd in crowds:
        blow = crowd.blow_at
        for swarm in crowd.swarms:
            swarm.gone.clear()
            for peer in swarm.peers:
                if peer.since is not None and blow is not None and not (peer.since <= blow - grace or peer.last > blow + grace):
                    peer.since = None


def take(crowd, nodes, expected):
    """Asks each of these nodes (by number) for everything. The crowd must be at rest."""
    findings = Findings()
    findings.swarms = sum(1 for one in expected.values() if one.certain)
    findings.peers = sum(len(one.certain) for one in expected.values())
    hashes = list(expected)
    parts = [hashes[at : at + SCRAPE_AT_ONCE] for at in range(0, len(hashes), SCRAPE_AT_ONCE)]
    for node in nodes:
        before = len(findings.lost_peers) + len(findings.lost_swarms)
        ask_all(crowd, node, SCRAPE, parts, scrape, lambda part, data: count(part, data, expected, findings))
        ask_all(crowd, node, ANNOUNCE, hashes, stop, lambda one, data: compare(one, data, expected[one], findings))
        missing = len(findings.lost_peers) + len(findings.lost_swarms) - before
        if missing:
            findings.by_node[node] = missing
    return findings


def scrape(connection, number, part):
    return ASK.pack(connection, SCRAPE, number) + b"".join(part)


def stop(connection, number, info_hash):
    name, address, port = STRANGER
    return SAY.pack(connection, ANNOUNCE, number, info_hash, name, 0, 1, 0, STOPPED, address, 1, ALL_PEERS, port)


def count(part, data, expected, findings):
    for place, info_hash in enumerate(part):
        seeds, _, leechers = struct.unpack_from(">III", data, 8 + 12 * place)
        one = expected[info_hash]
        least, most = len(one.certain), len(one.certain) + len(one.possible)
        if least and not seeds + leechers:
            findings.lost_swarms.add(info_hash)
        elif not least <= seeds + leechers <= most:
            findings.miscounted.add(info_hash)


def compare(info_hash, data, one, findings):
    listed = {data[at : at + 6] for at in range(20, len(data) - 5, 6)}
    findings.lost_peers.update((info_hash, endpoint) for endpoint in one.certain - listed)
    if one.certain and not listed:
        findings.lost_swarms.add(info_hash)
    findings.ghosts.update((info_hash, endpoint) for endpoint in listed - one.certain - one.possible)


def ask_all(crowd, node, action, subjects, question, hear):
    """Puts all questions to one node, some at a time, and again where no answer comes."""
    post = crowd.post
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
        for number in [number for number, (_, _, since) in asked.items() if now - since > 1]:
            again(waiting, *asked.pop(number)[:2], f"node {node + 1} does not answer")


def again(waiting, subject, tries, why):
    assert tries < TRIES, f"{why}, asked {tries + 1} times"
    waiting.append((subject, tries + 1))

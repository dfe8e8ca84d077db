"""Clients by the thousands, over UDP (BEP 15), in one thread; and what each of them was told, which a ring must not forget.

Each peer has all trackers in an order of its own and always begins with the first, as if each tracker were a tier (BEP 12): it
goes to the next after a second without an answer, or on an error. Nobody gives up. A peer that leaves never comes back: an
announce that was late somewhere could otherwise undo a newer one, and no tracker could know.
"""

import collections
import hashlib
import itertools
import random
import select
import socket
import struct
import time

CONNECT, ANNOUNCE, SCRAPE, ERROR = range(4)
NO_EVENT, COMPLETED, STARTED, STOPPED = range(4)
PROTOCOL_ID = 0x41727101980

TRY_SECONDS = 1
"""So long a client waits for a tracker before it asks the next."""

AGAIN_SECONDS = 0.5
"""All trackers have been asked in vain: a moment's rest."""

RENEW_SECONDS = 30
"""Connection ids are good for two minutes."""

LOOK_SECONDS = 0.1
WAIT_MILLIS = 2
BATCH = 100
SO_RCVBUFFORCE = 33  # of Linux; Python has no name for it
RECEIVE_BUFFER = 64 << 20
"""Answers must not be lost here, while others have the processor."""

PEERS_WANTED = 30
MAX_SWARM = 150
"""Below 200, so that one answer can name all."""

RESTLESS_SECONDS = 30
"""Whoever had to ask twice stays for so long: its first question may still lie somewhere."""

HEAD = struct.Struct(">II")
ASK = struct.Struct(">QII")
SAY = struct.Struct(">QII20s20sQQQIIIiH")


class Post:
    """A socket for each node. A connection id that one node has given is good for all, and that is relied on here."""

    def __init__(self, addresses, sockets=None):
        self.addresses = addresses
        self.sockets = sockets or [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in addresses]
        self.poll = select.poll()
        for line in self.sockets:
            line.setblocking(False)
            line.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
            line.bind(("127.0.0.1", 0))
            self.poll.register(line, select.POLLIN)
        self.numbers = itertools.count(random.getrandbits(24))
        self.connection = None
        self.renewed = 0

    def number(self):
        """Of a question and its answer."""
        return next(self.numbers) & 0xFFFFFFFF

    def send(self, node, data):
        try:
            self.sockets[node].sendto(data, self.addresses[node])
        except OSError:
            pass  # as if it were lost on the way

    def renew(self, now, seconds=RENEW_SECONDS):
        """Asks everybody for a connection id, whose answer :meth:`receive` takes."""
        if now - self.renewed > seconds:
            self.renewed = now
            for node in range(len(self.addresses)):
                self.send(node, ASK.pack(PROTOCOL_ID, CONNECT, self.number()))

    def receive(self, wait=WAIT_MILLIS):
        """(node, action, number, data) of all that has come, down to the last datagram."""
        self.poll.poll(wait)
        for node, line in enumerate(self.sockets):
            receive = line.recv
            while True:
                try:
                    data = receive(2048)
                except (BlockingIOError, ConnectionRefusedError):
                    break
                if len(data) < 8:
                    continue
                action, number = HEAD.unpack_from(data)
                if action == CONNECT:
                    self.connection = int.from_bytes(data[8:16], "big")
                else:
                    yield node, action, number, data

    def close(self):
        for line in self.sockets:
            line.close()


class Swarm:
    __slots__ = ("hash", "peers", "gone")

    def __init__(self, number):
        self.hash = hashlib.sha1(b"swarm %d" % number).digest()
        self.peers = set()
        self.gone = {}
        """Addresses of those who said that they leave: when that was acknowledged, and by which node."""


class Peer:
    __slots__ = ("swarm", "id", "address", "port", "left", "tiers", "since", "last", "by", "request", "leaving", "restless")

    def __init__(self, swarm, number, tiers):
        self.swarm = swarm
        self.id = b"-PN0001-%012d" % number
        self.address = 0x0A800000 + number  # 10.128.0.0/9
        self.port = 1024 + number % 60_000
        self.left = 0 if number % 10 == 0 else 1
        self.tiers = tiers
        self.since = None
        """When it was acknowledged first; None as long as it was not, or may be forgotten rightly."""
        self.last = None
        self.by = None
        """The node that has acknowledged it last."""
        self.request = None
        self.leaving = False
        self.restless = 0

    @property
    def endpoint(self):
        return struct.pack(">IH", self.address, self.port)


class Request:
    __slots__ = ("peer", "event", "began", "tries")

    def __init__(self, peer, event, began):
        self.peer = peer
        self.event = event
        self.began = began
        self.tries = 0


class Crowd:
    """All peers, and their requests under way.

    @param reach: the numbers of the nodes that its peers know; all of them, if not given
    @param churn: the share of announces that are somebody's first or last
    """

    def __init__(self, addresses, swarms, seed, sockets=None, first_peer=0, reach=None, churn=0.05):
        self.chance = random.Random(seed)
        self.post = Post(addresses, sockets)
        self.orders = list(itertools.permutations(reach or range(len(addresses))))
        self.swarms = [Swarm(number) for number in range(swarms)]
        self.identities = itertools.count(first_peer + 1)
        self.churn = churn
        self.everybody = []
        self.talking = self.everybody
        self.turn = self.resumed = 0
        self.pending = {}
        self.timeouts = collections.deque()
        self.resting = collections.deque()
        self.ghosts = collections.defaultdict(set)
        """By swarm, endpoints that left and were found all the same."""
        self.dead = ()
        self.blow_at = None
        self.worst = 0
        self.answered = 0
        self.errors = collections.Counter()
        self.looked = 0

    # ---- who is there ----

    def add(self, swarm=None):
        number = next(self.identities)
        swarm = swarm or self.some_swarm()
        peer = Peer(swarm, number, self.chance.choice(self.orders))
        swarm.peers.add(peer)
        self.everybody.append(peer)
        if self.talking is not self.everybody:
            self.talking.append(peer)
        return peer

    def some_swarm(self):
        """Some are large, most are small."""
        swarm = self.swarms[int(len(self.swarms) * self.chance.random() ** 2)]
        return swarm if len(swarm.peers) < MAX_SWARM else self.chance.choice(self.swarms)

    def populate(self, peers, rate, seconds):
        """Each says once that it is there. There is somebody in every swarm."""
        first = [self.add(swarm) for swarm in self.swarms]
        new = itertools.chain(first, (self.add() for _ in range(peers - len(first))))
        self.post.renew(0)
        done = self.drive(seconds, rate, lambda: self.answered >= peers and not self.busy(), lambda: next(new, None))
        assert done, f"{len(self.pending)} of {peers} peers not acknowledged within {seconds} s; errors: {self.complaints()}"

    def quieten(self, share):
        """From now on only this share of them talk, by chance, and newcomers: what is forgotten of the others stays forgotten."""
        self.talking = [peer for peer in self.everybody if self.chance.random() < share]
        self.resumed, self.turn = self.turn, 0

    def wake(self):
        if self.talking is not self.everybody:
            self.talking, self.turn = self.everybody, self.resumed

    def overdue(self, seconds):
        """Whether somebody has been silent for so long."""
        limit = time.monotonic() - seconds
        return any(peer.last and peer.last < limit for peer in self.everybody if peer in peer.swarm.peers)

    # ---- what they say ----

    def next_to_talk(self):
        """Somebody says something."""
        dice = self.chance.random()
        if dice < self.churn / 2:
            return self.add()
        while self.talking:
            self.turn = self.turn + 1 if self.turn + 1 < len(self.talking) else 0
            peer = self.talking[self.turn]
            if peer not in peer.swarm.peers:  # has left
                self.talking[self.turn] = self.talking[-1]
                self.talking.pop()
                continue
            peer.leaving = peer.leaving or (dice < self.churn and self.may_leave(peer))
            return peer
        return None

    @staticmethod
    def may_leave(peer):
        quiet = peer.request is None and peer.restless < time.monotonic()
        return quiet and peer.since is not None and len(peer.swarm.peers) > 1

    def announce(self, peer, now):
        if peer.request is None:
            event = STOPPED if peer.leaving else STARTED if peer.last is None else NO_EVENT
            peer.request = Request(peer, event, now)
            self.ask(peer.request, now)

    def ask(self, request, now):
        peer = request.peer
        node = peer.tiers[request.tries % len(peer.tiers)]
        number = self.post.number()
        self.pending[number] = request
        self.timeouts.append((now + TRY_SECONDS, number))
        self.post.send(node, SAY.pack(
            self.post.connection or 0, ANNOUNCE, number, peer.swarm.hash, peer.id, 0, peer.left, 0,
            request.event, peer.address, 1, PEERS_WANTED, peer.port,
        ))  # fmt: skip

    def ask_next(self, request, now):
        request.tries += 1
        request.peer.restless = now + RESTLESS_SECONDS
        if request.tries % len(request.peer.tiers):
            self.ask(request, now)
        else:
            self.resting.append((now + AGAIN_SECONDS, request))

    def exchange(self, now):
        """Takes all answers that have come, and then ends the waiting of those who have waited since before that."""
        for node, action, number, data in self.post.receive():
            request = self.pending.pop(number, None)
            if request is None:
                continue
            if action == ANNOUNCE:
                self.acknowledged(request, node)
            elif data[8:].startswith(b"connection id"):
                self.post.renew(now, 1)
                self.resting.append((now + AGAIN_SECONDS / 10, request))
            else:
                self.errors[data[8:].decode("utf-8", "replace")] += 1
                self.ask_next(request, now)
        timeouts, resting = self.timeouts, self.resting
        while timeouts and timeouts[0][0] <= now:
            request = self.pending.pop(timeouts.popleft()[1], None)
            if request:
                self.ask_next(request, now)
        while resting and resting[0][0] <= now:
            self.ask(resting.popleft()[1], now)

    def acknowledged(self, request, node):
        now = time.monotonic()
        peer = request.peer
        peer.request = None
        self.answered += 1
        self.worst = max(self.worst, now - request.began)
        if node in self.dead:
            now = self.blow_at  # it cannot have said so later
        if request.event == STOPPED:
            peer.swarm.peers.discard(peer)
            peer.swarm.gone[peer.endpoint] = now, node
        else:
            peer.last = now
            peer.by = node
            if peer.since is None:
                peer.since = now

    # ---- time ----

    def busy(self):
        return bool(self.pending or self.resting)

    def longest(self):
        """Without an answer: of those who have one by now, and those who have none yet."""
        now = time.monotonic()
        waiting = itertools.chain(self.pending.values(), (request for _, request in self.resting))
        return max(self.worst, max((now - request.began for request in waiting), default=0))

    def complaints(self):
        return ", ".join(f"{count} × {text}" for text, count in self.errors.most_common(5)) or "none"

    def drive(self, seconds, rate, until=None, talk=None):
        return drive([self], seconds, rate, until, talk)

    def rest(self, seconds=30):
        """Nobody says anything new, until everybody has an answer."""
        assert self.drive(seconds, 0, lambda: not self.busy()), f"{len(self.pending)} without an answer; errors: {self.complaints()}"

    def step(self, count, talk):
        now = time.monotonic()
        self.post.renew(now)
        for _ in range(count if self.post.connection else 0):
            peer = (talk or self.next_to_talk)()
            if peer is None:
                break
            self.announce(peer, now)
        self.exchange(now)

    def blow(self, nodes, strike):
        """Calls `strike`, which kills these nodes; what they answered counts as said just before."""
        self.exchange(time.monotonic())
        self.worst = 0
        self.dead = frozenset(nodes)
        self.blow_at = time.monotonic()
        strike()

    def healed(self):
        self.dead = ()


def drive(crowds, seconds, rate, until=None, talk=None):
    """So many announces a second of each crowd for so long, or until something is true; returns whether it was.

    Somebody who had no processor for a while does not make up for all of it at once.
    """
    began = looked = time.monotonic()
    said = 0
    while True:
        now = time.monotonic()
        if until and now - looked > LOOK_SECONDS:
            looked = now
            if until():
                return True
        if now - began > seconds:
            return bool(until and until())
        due = int((now - began) * rate) - said
        said += due
        for crowd in crowds:
            crowd.step(min(due, BATCH), talk)

"""Our trackers as a ring: each a process of its own, which can be killed, asked to leave, and started again at the same place."""

import os
import re
import signal

import panal
from programs import until

ADDRESS = "127.0.0.1"
"""Clients that come from loopback may say that their peer is elsewhere: so one socket speaks for a hundred thousand."""

FIRST_PORT = 7001
FIRST_RING_PORT = 6901
SECRET = "known to nobody but these nodes"

START_SECONDS = 120
SETTLE_SECONDS = 120
"""Several JVMs start on two cores, beside whoever loads the others."""

SETTLED = re.compile(r"^ring.*: (\d+) nodes?, .*; all swarms have their copies$")


class Node:
    """One tracker, in as many processes as it has been started."""

    def __init__(self, run, number, address=ADDRESS, ring_address=ADDRESS, prefix=(), options=()):
        """@param prefix: what its command starts with, for one in a network of its own"""
        self.run = run
        self.name = f"n{number + 1}"
        self.udp = (address, FIRST_PORT + number)
        self.ring = f"{ring_address}:{FIRST_RING_PORT + number}"
        self.prefix = prefix
        self.options = options
        self.log = run.path(f"{self.name}.log")
        self.program = None
        self.lines = []
        self._read = {}

    @property
    def http(self):
        return f"http://{self.udp[0]}:{self.udp[1]}"

    def start(self, seeds, mode="fast", secret=SECRET):
        secret_file = self.run.path(f"{self.name}.secret")
        secret_file.write_text(secret)
        port = self.udp[1]
        self.lines, self._read = [], {}
        self.program = self.run.start(f"tracker-{self.name}", [
            *self.prefix, panal.LAUNCHER, "tracker", "--bind", self.udp[0], "--http-port", port, "--udp-port", port,
            "--data", self.run.path(f"{self.name}.data"), "--log-file", self.log, "--node-name", self.name,
            "--join", seeds, "--ring-bind", self.ring, "--ring-secret-file", secret_file, "--ring-mode", mode,
            *self.options,
        ])  # fmt: skip

    def said(self):
        """The lines that it has told people since it was started."""
        for file in (self.program.stdout_file, self.program.stderr_file):
            with open(file, "rb") as text:
                text.seek(self._read.get(file, 0))
                whole, newline, _ = text.read().rpartition(b"\n")
            self._read[file] = self._read.get(file, 0) + len(whole) + len(newline)
            self.lines += whole.decode("utf-8", "replace").splitlines() if whole else []
        return self.lines

    def up(self):
        assert self.program.running(), f"{self.name} ended with {self.program.code}"
        return any("tracker is up" in line for line in self.said())

    def settled(self, nodes):
        """Whether it says that there are so many nodes and every swarm has all its copies."""
        told = [line for line in self.said() if line.startswith("ring") and "; " in line]
        found = SETTLED.match(told[-1]) if told else None
        return bool(found) and int(found.group(1)) == nodes


class Ring:
    def __init__(self, run, count, mode="fast", nodes=None):
        self.mode = mode
        self.nodes = nodes or [Node(run, number) for number in range(count)]
        self.seeds = ",".join(node.ring for node in self.nodes)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        """A case that is over waits for no farewells."""
        for node in self.alive():
            node.program.signal(signal.SIGKILL)
        for node in self.alive():
            node.program.wait(10)

    def start(self):
        """All nodes, the others when there is one to join, and waits for the ring."""
        first, *others = self.nodes
        first.start(self.seeds, self.mode)
        until("the first node is up", first.up, START_SECONDS)
        for node in others:
            node.start(self.seeds, self.mode)
        until("all nodes are up", lambda: all(node.up() for node in self.nodes), START_SECONDS)
        until("the ring is settled", self.settled, SETTLE_SECONDS)

    def start_again(self, nodes):
        """All at once."""
        for node in nodes:
            node.start(self.seeds, self.mode)

    def alive(self):
        return [node for node in self.nodes if node.program and node.program.running()]

    def settled(self):
        """Whether all nodes that run see each other, and every swarm has all its copies."""
        alive = self.alive()
        return all(node.settled(len(alive)) for node in alive)

    def kill(self, nodes):
        """`kill -9`, all at the same instant."""
        for node in nodes:
            os.kill(node.program.pid, signal.SIGKILL)
        for node in nodes:
            node.program.wait(10)


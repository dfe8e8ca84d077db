"""A network of two switches with a cable between them, and machines at each: network namespaces, so that a cable can be pulled."""

import ctypes
import os
import socket
import subprocess

from programs import until

CLONE_NEWNET = 0x40000000
NETWORK = "10.79.0"

_libc = ctypes.CDLL(None, use_errno=True)


def ip(*words, inside=None):
    """`ip` with these words; inside a machine if one is given."""
    enter = [*inside.prefix] if inside else []
    subprocess.run([*enter, "ip", *map(str, words)], check=True)


class Machine:
    """With an address of its own, and programs that are started with :attr:`prefix`."""

    def __init__(self, run, number, switch):
        self.address = f"{NETWORK}.{number + 1}"
        self.holder = run.start(f"machine-{number + 1}", ["unshare", "--net", "sleep", "infinity"])
        self.space = f"/proc/{self.holder.pid}/ns/net"
        self.prefix = ("nsenter", f"--net={self.space}", "--")
        until("the machine has a network of its own", lambda: os.readlink(self.space) != os.readlink("/proc/self/ns/net"), 20)
        ip("link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", self.holder.pid)
        ip("link", "set", f"port{number}", "master", switch, "up")
        ip("address", "add", f"{self.address}/24", "dev", "eth0", inside=self)
        ip("link", "set", "eth0", "up", inside=self)
        ip("link", "set", "lo", "up", inside=self)

    def socket(self):
        """For datagrams inside the machine. A socket stays where it was made."""
        with open(self.space, "rb") as there, open("/proc/self/ns/net", "rb") as here:
            enter(there)
            try:
                return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            finally:
                enter(here)


def enter(space):
    if _libc.setns(space.fileno(), CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


class Lan:
    """So many machines at the one switch, and at the other."""

    def __init__(self, run, *machines):
        ip("link", "add", "cable0", "type", "veth", "peer", "name", "cable1")
        self.machines = []
        for switch, count in enumerate(machines):
            ip("link", "add", f"switch{switch}", "type", "bridge")
            ip("link", "set", f"switch{switch}", "up")
            ip("link", "set", f"cable{switch}", "master", f"switch{switch}", "up")
            for _ in range(count):
                self.machines.append(Machine(run, len(self.machines), f"switch{switch}"))
        run.at_end(self.remove)

    def cut(self):
        """From now on everything between the two switches is lost without a word."""
        ip("link", "set", "cable0", "down")

    def heal(self):
        ip("link", "set", "cable0", "up")

    def remove(self):
        for name in ("cable0", "switch0", "switch1"):
            ip("link", "delete", name)

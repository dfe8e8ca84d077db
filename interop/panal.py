"""Panal itself, as a user runs it: `./panal` with `--json`, and what it says."""

import json
from pathlib import Path

from programs import until

LAUNCHER = Path(__file__).resolve().parent.parent / "panal"

START_SECONDS = 30
"""A JVM on a busy machine."""


class Panal:
    """A running `panal`, and the events it has told so far."""

    def __init__(self, run, verb, *arguments, json_lines=True, prefix=()):
        options = ["--json"] if json_lines else []
        self.program = run.start(f"panal-{verb}", [*prefix, LAUNCHER, verb, *options, *arguments])
        self.events = []
        self._read = 0

    def update(self):
        """Reads the events that have come since."""
        with open(self.program.stdout_file, "rb") as file:
            file.seek(self._read)
            whole, newline, _ = file.read().rpartition(b"\n")
        self._read += len(whole) + len(newline)
        self.events += [json.loads(line) for line in whole.splitlines() if line.strip()]
        return self.events

    def all(self, event, **fields):
        return [
            one
            for one in self.update()
            if one.get("event") == event and all(one.get(name) == value for name, value in fields.items())
        ]

    def last(self, event):
        told = self.all(event)
        return told[-1] if told else None

    def expect(self, event, seconds=START_SECONDS, **fields):
        """Waits for an event, and returns the first."""

        def told():
            running = self.program.running()
            found = self.all(event, **fields)
            if not found and not running:
                raise AssertionError(f"{self.program.name} ended with {self.program.code} before '{event}'")
            return found

        return until(f"{self.program.name}: event '{event}' {fields or ''}", told, seconds)[0]

    def verified_pieces(self):
        """Of those that this run fetched, with `--verbose`."""
        return [one["piece"] for one in self.all("piece")]

    def wait(self, seconds):
        return self.program.wait(seconds)


def get(run, torrent, folder, address, *more):
    folder.mkdir(parents=True, exist_ok=True)
    return Panal(run, "get", torrent.path, "-d", folder, "--bind", address, *more)


def seed(run, torrent, folder, address, *more):
    """Seeds, and returns when peers are welcome."""
    running = Panal(run, "seed", torrent.path, "-d", folder, "--bind", address, *more)
    running.expect("seeding")
    return running


def port(running):
    return running.expect("listening")["port"]


def create(run, path, torrent_file, *more):
    """Makes a .torrent and returns what `create --json` said."""
    made = Panal(run, "create", path, "-o", torrent_file, *more)
    code = made.wait(120)
    assert code == 0, f"panal create {path.name}: exit {code}"
    made.update()
    return made.events[-1]


class Tracker:
    """Ours; `like` another one, at the same ports and with the same data."""

    def __init__(self, run, address, like=None):
        ports = like.ports if like else (0, 0)
        self.running = Panal(run, "tracker", "--bind", address, "--http-port", ports[0], "--udp-port", ports[1])
        up = self.running.expect("listening")
        self.ports = up["http_port"], up["udp_port"]
        host = f"[{address}]" if ":" in address else address
        self.http = f"http://{host}:{up['http_port']}/announce"
        self.udp = f"udp://{host}:{up['udp_port']}/announce"

    def stop(self):
        self.running.program.kill()

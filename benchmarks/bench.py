"""Cases, their data, and how they are run: our side and theirs in turn, so that both meet the same weather.

A case is a function that is given a Bench and returns its sides, ours first. A side is a function that is given a Run and
returns a sample: numbers by the names in `report.METRICS`.
"""

import contextlib
import filecmp
import itertools
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import report
import suite
import torrents
from torrents import GIB, MIB

WITHOUT_SHA = {"OPENSSL_ia32cap": ":~0x20000000", "PANAL_JAVA_OPTS": "-XX:-UseSHA"}
"""Hides the SHA instructions of the processor from OpenSSL, which all of the others hash with, and from the JVM."""

FULL_SIZE = 4 * GIB
"""What `--size` scales: the size of most cases in full."""

PIECE_LENGTH = MIB

ADDRESSES = [f"10.77.1.{number}" for number in range(1, 65)]
"""One after the other for those who fetch: some remember addresses, and what they thought of the peer there."""

SLOWEST_BYTES_PER_SECOND = 10 * MIB
"""Whoever is slower than this is not waited for."""

filecmp.BUFSIZE = MIB


@dataclass(frozen=True)
class Side:
    name: str
    measure: object
    needs: tuple = ()


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    what: str
    size: int
    metrics: tuple
    targets: tuple
    function: object
    network: bool = False
    needs: tuple = ()
    runs_at_least: int = 1
    """For those that take no time."""
    runs_at_most: int = 1_000
    """For those that take long, and repeat in themselves what matters."""


CASES = []


def case(name, title, what, metrics, targets=(), size=FULL_SIZE, **more):
    """Adds a case. `size` are its bytes in full, 0 if it has none; `what` says in a sentence what is measured."""

    def add(function):
        CASES.append(Case(name, title, what, size, tuple(metrics), tuple(targets), function, **more))
        return function

    return add


@dataclass
class Bench:
    """What a case works with: data of its size, addresses, and a Run for what lives as long as the case."""

    folder: Path
    size: int
    network: bool
    run: suite.Run
    rounds: int
    """Blows of ring-kill."""
    addresses: object = field(default_factory=lambda: itertools.cycle(ADDRESSES))

    def address(self):
        """A free one; all are the same where there is no network of our own, and cases do without."""
        return next(self.addresses) if self.network else "127.0.0.1"

    def limit(self, size=None):
        return 60 + (size or self.size) // SLOWEST_BYTES_PER_SECOND

    def touch_memory(self, times=1):
        """Writes and deletes as much as a download is about to write.

        Many a virtual machine gives memory that is free back to its host, and then a page costs several times its copy when it is
        first used again, whoever does so. That is not what is measured.
        """
        with open(self.folder / "touched", "wb", buffering=0) as file:
            zeros = bytes(MIB)
            for _ in range(times * self.size // MIB):
                file.write(zeros)
        (self.folder / "touched").unlink()

    def content(self, size=None):
        """A file of random bytes that is in the page cache, and a v1 torrent of it. Made once, then kept for other cases."""
        size = size or self.size
        folder = self.folder / "data" / str(size)
        path = folder / "content.bin"
        if not path.exists():
            torrents.fill(folder / "content.part", size, 1).rename(path)
            os.sync()
        return warm(path), made_once(path, folder / "content.torrent")

    def repeated(self, times):
        """A folder with the same file several times, as links: `times` as much to read, but no more memory to keep it in."""
        path, _ = self.content(self.size // times)
        folder = path.parent / f"times {times}"
        for number in range(times):
            link = folder / f"{number}.bin"
            folder.mkdir(exist_ok=True)
            if not link.exists():
                link.hardlink_to(path)
        return folder, made_once(folder, path.parent / f"times {times}.torrent")


def made_once(content, path):
    """The file is complete when it is there under its name."""
    if not path.exists():
        torrents.make(content, path.with_suffix(".part"), PIECE_LENGTH).path.rename(path)
    return torrents.Torrent(path)


def warm(path):
    with open(path, "rb", buffering=0) as file:
        buffer = bytearray(MIB)
        while file.readinto(buffer):
            pass
    return path


@dataclass(frozen=True)
class Settings:
    """Of a run of all."""

    folder: Path
    scale: float
    runs: int
    network: bool
    keep: bool
    sha: bool
    rounds: int

    @property
    def environment(self):
        return {} if self.sha else WITHOUT_SHA


def run_case(case, settings):
    """Its size, and the samples of each side in the order they were taken; sides that cannot be measured here are left out."""
    size = max(int(case.size * settings.scale) // PIECE_LENGTH, 1) * PIECE_LENGTH if case.size else 0
    runs = min(max(settings.runs, case.runs_at_least), case.runs_at_most)
    with running(settings) as whole:
        bench = Bench(settings.folder, size, settings.network, whole, settings.rounds)
        say(f"{case.name}: {case.title}, {report.size_text(size)}{', ' * bool(size)}{report.runs_text(runs)}")
        sides = [side for side in case.function(bench) if is_there(side)]
        samples = {side.name: [] for side in sides}
        for number in range(1, runs + 1):
            print(f"  {number}/{runs}", end="", flush=True)
            for side in sides:
                with running(settings) as run:
                    sample = side.measure(run)
                os.sync()  # what was written and deleted is not to be written while the next is measured
                samples[side.name].append(sample)
                print(f"  {side.name} {sample.get('wall', 0):.2f} s", end="", flush=True)
            print(flush=True)
    return size, samples


def is_there(side):
    lacking = suite.missing(side.needs)
    if lacking:
        say(f"  skip {side.name}: {lacking} is not installed")
    return not lacking


class Run(suite.Run):
    def __init__(self, folder, environment):
        super().__init__(folder)
        self.more = environment

    def environment(self):
        return super().environment() | self.more


@contextlib.contextmanager
def running(settings):
    """A Run with a folder of its own. Both are gone in the end, and everything that was started."""
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=settings.folder))
    folder.chmod(0o755)
    run = Run(folder, settings.environment)
    try:
        yield run
    except Exception:
        print()
        for program in run.programs:
            program.show(suite.LINES_OF_A_FAILURE)
        raise
    finally:
        run.close()
        if not settings.keep:
            shutil.rmtree(folder, ignore_errors=True)


def say(line):
    print(line, flush=True)

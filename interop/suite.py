"""Cases and how they are run: one after the other, each in a folder of its own, each within a time limit.

A case is a function that is given a Run. It fails by raising; whatever it started is ended when it returns.
"""

import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import programs

# One address for each client: some know a peer by its address alone, and two on one would be one to them.
TRACKER_ADDRESS = "10.77.0.1"
ADDRESSES = [f"10.77.0.{number}" for number in range(2, 12)]
TRACKER_ADDRESS_V6 = "fd77::1"
ADDRESSES_V6 = [f"fd77::{number:x}" for number in range(2, 12)]

LINES_OF_A_FAILURE = 15
"""So much of what each program said last is shown when a case fails."""


class Skipped(Exception):
    """The case cannot run on this machine."""


class TimeLimit(Exception):
    """The case took too long as a whole."""


class Case:
    def __init__(self, name, function, needs, seconds):
        self.name = name
        self.function = function
        self.needs = needs
        self.seconds = seconds


_cases = []


def case(name, needs=(), seconds=120):
    """Adds a case. `needs` are names of programs or of Python modules; `seconds` bound the whole case."""

    def add(function):
        _cases.append(Case(name, function, needs, seconds))
        return function

    return add


def chosen(parts):
    return [case for case in _cases if not parts or any(part in case.name for part in parts)]


class Run:
    """What a case works with: a folder, and programs that end with it."""

    def __init__(self, folder):
        self.folder = folder
        self.home = self.path("home")
        self.home.mkdir()
        self.programs = []
        self.closers = []
        self.notes = []

    def path(self, *parts):
        return self.folder.joinpath(*parts)

    def start(self, name, command, **more):
        """Starts a program that is ended with the case; what it says goes to files named after it."""
        program = programs.Program(
            f"{len(self.programs):02}-{name}", command, self.folder, self.environment(), **more
        )
        self.programs.append(program)
        return program

    def call(self, name, command, seconds=60, **more):
        """Starts a program and waits until it has ended."""
        program = self.start(name, command, **more)
        program.wait(seconds)
        return program

    def environment(self):
        """A new user's: no settings, no resume data, no proxies."""
        kept = ["PATH", "JAVA_HOME", "TMPDIR"]
        return {name: os.environ[name] for name in kept if name in os.environ} | {
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
        }

    def at_end(self, closer):
        """Calls `closer` when the case is over, however it ends."""
        self.closers.append(closer)

    def note(self, text):
        """A fact worth seeing next to the result."""
        self.notes.append(text)

    def close(self):
        for program in reversed(self.programs):
            program.end()
        for closer in reversed(self.closers):
            closer()
        programs.reap_orphans()


def missing(needs):
    """The first of the programs and modules that is not on this machine, or None."""
    for need in needs:
        if need == "libtorrent":
            if not programs.has_module(need):
                return "python3-libtorrent"
        elif shutil.which(need) is None:
            return need
    return None


def run_all(cases, keep):
    passed, failed, skipped = 0, 0, 0
    began = time.monotonic()
    interrupted = False
    for case in cases:
        lacking = missing(case.needs)
        if lacking:
            skipped += 1
            say(f"skip  {case.name}: {lacking} is not installed")
            continue
        outcome = run_one(case, keep)
        if outcome is None:
            interrupted = True
            break
        passed += outcome
        failed += not outcome
    say(f"interop: {time.monotonic() - began:.0f} s" + (", interrupted" if interrupted else ""))
    say(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 130 if interrupted else 1 if failed else 0


def run_one(case, keep):
    """True if it passed, None if somebody ended the run."""
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="panal-interop-"))
    folder.chmod(0o755)  # opentracker reads its list as nobody
    run = Run(folder)

    def late(number, frame):
        raise TimeLimit(f"not done after {case.seconds} s")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(case.seconds)
    try:
        case.function(run)
        signal.alarm(0)
        notes = f" ({'; '.join(run.notes)})" if run.notes else ""
        say(f"ok    {case.name}: {time.monotonic() - began:.1f} s{notes}")
        return True
    except KeyboardInterrupt:
        say(f"      {case.name}: interrupted")
        return None
    except Exception as failure:  # a failed case must not end the run
        signal.alarm(0)
        say(f"FAIL  {case.name}: {time.monotonic() - began:.1f} s: {where(failure)}{failure or type(failure).__name__}")
        for note in run.notes:
            say(f"      {note}")
        for program in run.programs:
            program.show(LINES_OF_A_FAILURE)
        return False
    finally:
        signal.alarm(0)
        run.close()
        if keep:
            say(f"      kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def where(failure):
    """The innermost line of the case itself that the failure came through."""
    place = ""
    trace = failure.__traceback__
    while trace:
        file = os.path.basename(trace.tb_frame.f_code.co_filename)
        if file.startswith("test_"):
            place = f"{file}:{trace.tb_lineno}: "
        trace = trace.tb_next
    if isinstance(failure, (AssertionError, programs.Unmet, TimeLimit)):
        return place
    return f"{place}{type(failure).__name__}: "


def skip_all(cases, reason):
    say(f"interop: skipped: {reason}")
    say(f"0 passed, 0 failed, {len(cases)} skipped")
    return 0


def say(line):
    print(line, flush=True)
    sys.stdout.flush()

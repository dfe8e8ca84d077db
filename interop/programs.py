"""Programs of a case: started in a process group each, waited for with a limit, ended for certain."""

import importlib.util
import os
import select
import signal
import subprocess
import time

POLL_SECONDS = 0.02


class Unmet(Exception):
    """Something that was waited for did not happen."""


def until(what, condition, seconds):
    """Waits until `condition()` is something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Unmet(f"{what}: not within {seconds} s")
        time.sleep(POLL_SECONDS)


def has_module(name):
    return importlib.util.find_spec(name) is not None


def reap_orphans():
    """What a killed program leaves behind becomes ours: we are the first process of the namespace."""
    if os.getpid() != 1:
        return
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


class Program:
    def __init__(self, name, command, folder, environment, cwd=None):
        self.name = name
        self.stdout_file = folder / f"{name}.out"
        self.stderr_file = folder / f"{name}.err"
        self.code = None
        self.usage = None
        self.began = time.monotonic()
        self.seconds = None
        with open(self.stdout_file, "wb") as out, open(self.stderr_file, "wb") as err:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=cwd or folder,
                env=environment,
                start_new_session=True,
            )
        self.pid = self.process.pid

    def running(self):
        if self.code is None:
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
                self.process.returncode = self.code
                self.usage = usage
                self.seconds = time.monotonic() - self.began
        return self.code is None

    def wait(self, seconds):
        """The exit code; negative if a signal ended it."""
        if self.running():
            ending = os.pidfd_open(self.pid)  # readable at the end, to the millisecond: `seconds` is what a benchmark reads
            try:
                select.select([ending], [], [], seconds)
            finally:
                os.close(ending)
        if self.running():
            raise Unmet(f"{self.name}: end: not within {seconds} s")
        return self.code

    def signal(self, number):
        if self.running():
            os.kill(self.pid, number)

    def kill(self):
        """As `kill -9` does: this process, at once."""
        self.signal(signal.SIGKILL)
        return self.wait(10)

    def end(self):
        """Politely, then not, with all that it started."""
        if self.running():
            os.kill(self.pid, signal.SIGTERM)
            os.kill(self.pid, signal.SIGCONT)  # a stopped one would not hear
            try:
                self.wait(4)
            except Unmet:
                pass
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        if self.running():
            self.wait(10)

    def stdout(self):
        return self.stdout_file.read_text("utf-8", "replace")

    def stderr(self):
        return self.stderr_file.read_text("utf-8", "replace")

    def cpu_seconds(self):
        return self.usage.ru_utime + self.usage.ru_stime

    def peak_bytes(self):
        return self.usage.ru_maxrss * 1024

    def resident_bytes(self):
        """What it holds in memory now."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        raise Unmet(f"{self.name}: no VmRSS")

    def show(self, count):
        """Prints what it said last."""
        end = f"exit {self.code}" if not self.running() else "running"
        print(f"      --- {self.name} ({end}): {' '.join(map(str, self.process.args))}")
        for text in (self.stdout(), self.stderr()):
            lines = [line for line in text.splitlines() if not line.startswith('{"event":"progress"')]
            for line in lines[-count:]:
                print(f"      | {line[:300]}")

"""What was measured on, and what was measured."""

import os
import platform
import re
import subprocess
from datetime import date
from pathlib import Path

from panal import LAUNCHER

ROOT = LAUNCHER.parent
FLAGS = ("avx2", "avx512f", "sha_ni")
"""Of the processor: those that decide how fast hashing can be."""

VERSIONS = {
    "panal": [LAUNCHER, "--version"],
    "libtorrent": ["/usr/bin/python3", "-c", "import libtorrent; print(libtorrent.__version__)"],
    "transmission": ["transmission-daemon", "--version"],
    "aria2": ["aria2c", "--version"],
    "rtorrent": ["rtorrent", "-h"],
    "mktorrent": ["mktorrent", "-h"],
}


def said(command):
    """The first version-like thing that a command says."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\d+\.\d+[\w.]*", done.stdout + done.stderr)
    return found.group(0).rstrip(".") if found else None


def versions():
    return {name: version for name, command in VERSIONS.items() if (version := said(command))}


def java():
    release = subprocess.run(
        ["bash", "-c", '. build/jdk.sh; find_jdk; sed -n "s/^JAVA_RUNTIME_VERSION=//p" "$JAVA_HOME/release"'],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.strip().strip('"')
    return release or "unknown"


def commit():
    """What was built; "changed" if that was not exactly a commit."""
    git = ["git", "-C", ROOT, "-c", f"safe.directory={ROOT}"]
    named = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    changed = subprocess.run([*git, "diff", "--quiet", "HEAD", "--", ".", ":!benchmarks"], check=False).returncode
    return f"{named or 'unknown'}{' (changed)' if changed else ''}"


def processor():
    text = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*:\s*(.*)$", text, re.M)
    flags = re.search(r"^flags\s*:\s*(.*)$", text, re.M)
    has = flags.group(1).split() if flags else []
    return {
        "model": model.group(1) if model else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "flags": {name: name in has for name in FLAGS},
    }


def memory_bytes():
    return int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text()).group(1)) * 1024


def file_system(folder):
    best = ("", "unknown")
    for line in Path("/proc/mounts").read_text().splitlines():
        _, place, kind, *_ = line.split()
        if str(folder).startswith(place) and len(place) >= len(best[0]):
            best = (place, kind)
    return best[1]


def describe(folder):
    return {
        "processor": processor(),
        "memory": memory_bytes(),
        "kernel": platform.release(),
        "file_system": file_system(folder),
        "java": java(),
        "versions": versions(),
    }


def today():
    return date.today().isoformat()

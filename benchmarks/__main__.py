"""Runs the cases: `benchmarks/run` starts this in a network namespace of its own."""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "interop"))  # programs, clients and torrents are those of there

import bench
import cases_alone  # noqa: F401  adds its cases, as do the next three
import cases_ring  # noqa: F401
import cases_ring_kill  # noqa: F401
import cases_tracker  # noqa: F401
import cases_transfers  # noqa: F401
import machine
import report
import suite
from torrents import GIB, KIB, MIB


def size(text):
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(KiB|MiB|GiB)", text)
    if not found:
        raise argparse.ArgumentTypeError("sizes are written 512MiB or 4GiB")
    return int(float(found.group(1)) * {"KiB": KIB, "MiB": MIB, "GiB": GIB}[found.group(2)])


def arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description="Panal against other programs; writes benchmarks/RESULTS.md.")
    parser.add_argument("case", nargs="*", help="names of cases; all of them, if none")
    parser.add_argument("--size", type=size, default=bench.FULL_SIZE, help="what cases of 4 GiB are scaled down to, and the others alike (default 4GiB)")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="runs of each side (default 5)")
    parser.add_argument("--rounds", type=int, default=20, metavar="N", help="blows of ring-kill and ring-kill-strict (default 20)")
    parser.add_argument("--folder", type=Path, help="work in a folder panal-benchmarks there, and use the data that --keep left in it (default: a new one in TMPDIR)")
    parser.add_argument("--keep", action="store_true", help="leave the folder with the data and what the programs said")
    parser.add_argument("--without-sha", action="store_true", help="hide the SHA instructions of the processor from OpenSSL and the JVM")
    parser.add_argument("--no-save", action="store_true", help="show the figures, leave RESULTS.md as it is")
    parser.add_argument("--list", action="store_true", help="show the names of the cases")
    parser.add_argument("--skip", metavar="REASON", help=argparse.SUPPRESS)
    given = parser.parse_args()
    names = [case.name for case in bench.CASES]
    unknown = [name for name in given.case if name not in names]
    if unknown:
        parser.error(f"no case {', '.join(unknown)}; there are {', '.join(names)}")
    return given


def addresses_up():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in bench.ADDRESSES:
        subprocess.run(["ip", "address", "add", address + "/32", "dev", "lo"], check=True)
    # All of these are ours, for those who need a million.
    subprocess.run(["ip", "route", "add", "local", "10.128.0.0/9", "dev", "lo"], check=True)


def main():
    given = arguments()
    chosen = [case for case in bench.CASES if not given.case or case.name in given.case]
    if given.list:
        print("\n".join(f"{case.name:16} {case.title}" for case in chosen))
        return 0
    if not given.skip:
        addresses_up()

    def ended(number, frame):
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ended)

    if given.folder:
        folder = given.folder.resolve() / "panal-benchmarks"  # what is ours to delete
        folder.mkdir(parents=True, exist_ok=True)
    else:
        folder = Path(tempfile.mkdtemp(prefix="panal-benchmarks-"))
    folder.chmod(0o755)
    try:
        return run_all(chosen, given, folder)
    except KeyboardInterrupt:
        bench.say("\nbenchmarks: interrupted")
        return 130
    finally:
        if given.keep:
            bench.say(f"benchmarks: kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def run_all(chosen, given, folder):
    about, commit = machine.describe(folder), machine.commit()
    settings = bench.Settings(folder, given.size / bench.FULL_SIZE, given.runs, not given.skip, given.keep, not given.without_sha, given.rounds)
    failed = 0
    for case in chosen:
        lacking = given.skip if case.network and given.skip else suite.missing(case.needs)
        if lacking:
            bench.say(f"{case.name}: skipped: {lacking}" + ("" if lacking == given.skip else " is not installed"))
            continue
        load = os.getloadavg()[0]
        try:
            size, samples = bench.run_case(case, settings)
        except Exception:  # one that fails must not end the others
            failed += 1
            traceback.print_exc()
            continue
        result = {
            "size": size,
            "runs": len(next(iter(samples.values()))),
            "date": machine.today(),
            "commit": commit,
            "load": load,
            "machine": about,
            "sides": samples,
        }
        show(case, result)
        if not given.no_save:
            report.save(bench.CASES, report.key(case, settings.sha), result)
    return 1 if failed else 0


def show(case, result):
    print(report.plain(report.rows(case, result)))
    for text, value, met in report.judged(case, result):
        print(f"  {text}: {value}{', met' if met == 'yes' else ', NOT met' if met else ''}")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())

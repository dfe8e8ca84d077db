"""Runs the cases: `interop/run` starts this in a network namespace of its own."""

import argparse
import signal
import subprocess
import sys

import suite

# Each of these adds its cases to the suite.
import test_hashes  # noqa: F401
import test_transfers  # noqa: F401
import test_kills  # noqa: F401
import test_outages  # noqa: F401
import test_mistakes  # noqa: F401
import test_hostile  # noqa: F401
import test_messages  # noqa: F401
import test_tracker  # noqa: F401
import test_restart  # noqa: F401
import test_encryption  # noqa: F401
import test_ring  # noqa: F401
import test_ring_clients  # noqa: F401
import test_ring_restart  # noqa: F401
import test_ring_split  # noqa: F401


def main():
    parser = argparse.ArgumentParser(prog="interop/run", description=__doc__)
    parser.add_argument("part", nargs="*", help="run the cases whose name contains one of these")
    parser.add_argument("--list", action="store_true", help="show the names of the cases")
    parser.add_argument("--keep", action="store_true", help="leave the folders of the cases behind")
    parser.add_argument("--skip", metavar="REASON", help="skip everything and say why")
    arguments = parser.parse_args()

    cases = suite.chosen(arguments.part)
    if arguments.list:
        print("\n".join(case.name for case in cases))
        return 0
    if arguments.skip:
        return suite.skip_all(cases, arguments.skip)

    def ended(number, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, ended)  # also where it was ignored, as it is for background jobs
    signal.signal(signal.SIGTERM, ended)
    signal.signal(signal.SIGHUP, ended)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in [suite.TRACKER_ADDRESS, *suite.ADDRESSES]:
        subprocess.run(["ip", "address", "add", address + "/32", "dev", "lo"], check=True)
    for address in [suite.TRACKER_ADDRESS_V6, *suite.ADDRESSES_V6]:
        subprocess.run(["ip", "address", "add", address + "/128", "dev", "lo", "nodad"], check=True)
    return suite.run_all(cases, arguments.keep)


if __name__ == "__main__":
    sys.exit(main())

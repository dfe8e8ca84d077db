"""libtorrent as a program, with its default settings: check TORRENT FOLDER | peer ADDRESS TORRENT FOLDER [options].

Says what happened in lines of JSON, with the monotonic time and the CPU seconds of this process until then. The settings
that differ from the defaults: no DHT, local discovery or port mapping, as there is no network to ask; no uTP, because on
loopback libtorrent prefers it and then needs ten times as long; and a torrent starts at once, not with the next turn of the queue.
"""

import argparse
import json
import os
import resource
import time

import libtorrent

ALERTS_MILLISECONDS = 1000

FLAGS = libtorrent.torrent_flags.default_flags & ~(
    libtorrent.torrent_flags.paused | libtorrent.torrent_flags.auto_managed
)


def say(event):
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"event": event, "at": time.monotonic(), "cpu": usage.ru_utime + usage.ru_stime}), flush=True)


def open_session(address):
    kinds = libtorrent.alert.category_t
    return libtorrent.session({
        "listen_interfaces": f"{address}:6881",
        "outgoing_interfaces": address,
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "enable_outgoing_utp": False,
        "enable_incoming_utp": False,
        "alert_mask": kinds.error_notification | kinds.status_notification | kinds.storage_notification,
    })


def alerts(session):
    while True:
        session.wait_for_alert(ALERTS_MILLISECONDS)
        for alert in session.pop_alerts():
            if alert.category() & libtorrent.alert.category_t.error_notification:
                print(json.dumps({"event": "error", "message": str(alert)}), flush=True)
            yield alert


def add(session, torrent, folder):
    return session.add_torrent({"ti": libtorrent.torrent_info(torrent), "save_path": folder, "flags": FLAGS})


def check(torrent, folder):
    """Until the data on disk is checked, as it is when a torrent is added; a recheck does the same work."""
    session = open_session("127.0.0.1")
    handle = add(session, torrent, folder)
    for alert in alerts(session):
        if isinstance(alert, libtorrent.torrent_checked_alert):
            say("checked" if handle.status().is_seeding else "incomplete")
            return


def peer(address, torrent, folder, peers, stay):
    """Seeds what it has; fetches what is missing, says when that is verified and written, and ends, unless it is to stay."""
    session = open_session(address)
    handle = add(session, torrent, folder)
    fetching = False
    for alert in alerts(session):
        if isinstance(alert, libtorrent.torrent_checked_alert):
            if handle.status().is_seeding:
                say("seeding")
                continue
            fetching = True
            for host, port in peers:
                handle.connect_peer((host, int(port)))
        elif isinstance(alert, libtorrent.torrent_finished_alert) and fetching:
            handle.flush_cache()
        elif isinstance(alert, libtorrent.cache_flushed_alert) and fetching and handle.status().is_seeding:
            fetching = False
            say("complete")
            if not stay:
                return


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    checking = verbs.add_parser("check")
    peering = verbs.add_parser("peer")
    peering.add_argument("address")
    for verb in (checking, peering):
        verb.add_argument("torrent")
        verb.add_argument("folder")
    peering.add_argument("--peer", action="append", default=[], type=lambda text: tuple(text.rsplit(":", 1)))
    peering.add_argument("--stay", action="store_true", help="go on seeding when complete")
    given = parser.parse_args()
    if given.verb == "check":
        check(given.torrent, given.folder)
    else:
        peer(given.address, given.torrent, given.folder, given.peer, given.stay)
    os._exit(0)  # what comes after is not measured, and takes its time


main()

"""Our tracker introduces everybody to everybody, over HTTP and UDP, IPv4 and IPv6, counts them right, and may be killed."""

import signal
import threading
import time
import urllib.error
import urllib.request

import clients
import panal
import torrents
from programs import Unmet, until
from suite import ADDRESSES, ADDRESSES_V6, TRACKER_ADDRESS, TRACKER_ADDRESS_V6, case
from torrents import MIB, assert_equal, fill
from trackers import await_seed, scrape

TRANSFER_SECONDS = 120

INTERVAL_SECONDS = 120
"""So long a client may take to notice that the tracker was killed and knows nobody any more: its interval."""

ALL_NEEDS = tuple(need for client in clients.ALL for need in client.needs)


def counts(tracker, torrent):
    """Seeds, leechers, completed downloads."""
    told = scrape(tracker, torrent)
    return tuple(told.get(name, 0) for name in (b"complete", b"incomplete", b"downloaded"))


def await_counts(tracker, torrent, *expected):
    try:
        until("the tracker counts", lambda: counts(tracker, torrent) == expected, 30)
    except Unmet:
        raise AssertionError(f"the tracker counts {counts(tracker, torrent)}, not {expected}") from None


def introduced(protocol, v6):
    """One seed of ours, one leecher of each other kind; then one of ours that has only the others to fetch from."""

    def test(run):
        addresses = ADDRESSES_V6 if v6 else ADDRESSES
        tracker = panal.Tracker(run, TRACKER_ADDRESS_V6 if v6 else TRACKER_ADDRESS)
        content = fill(run.path("content", "some.bin"), 6 * MIB + 7, 3)
        plain = torrents.make(content, run.path("plain.torrent"), 64 * torrents.KIB)
        torrent = plain.variant(run.path("all.torrent"), "all", getattr(tracker, protocol))

        seeder = panal.seed(run, torrent, content.parent, addresses[0])
        await_seed(tracker, torrent)
        kinds = clients.ALL
        if v6 and protocol == "udp":
            kinds = [clients.Libtorrent]
            run.note("without aria2 and transmission 3.00, which reach no UDP tracker over IPv6")
        others = [kind(run, address) for kind, address in zip(kinds, addresses[1:])]
        for other in others:
            other.leech(torrent, run.path(f"got-{other.name}"))
        for other in others:
            other.await_complete(TRANSFER_SECONDS)
            assert_equal(content, run.path(f"got-{other.name}", content.name))

        # aria2 has left; whoever downloaded counts.
        staying = [other for other in others if not isinstance(other, clients.Aria2)]
        await_counts(tracker, torrent, 1 + len(staying), 0, len(others))
        seeder.program.signal(signal.SIGINT)
        seeder.wait(10)
        await_counts(tracker, torrent, len(staying), 0, len(others))
        mine = panal.get(run, torrent, run.path("got"), addresses[5])
        assert mine.wait(TRANSFER_SECONDS) == 0, f"panal get ended with {mine.program.code}"
        assert_equal(content, run.path("got", content.name))
        await_counts(tracker, torrent, len(staying), 0, len(others) + 1)

    return test


for protocol in ("http", "udp"):
    for v6 in (False, True):
        name = f"tracker: all clients find each other, {protocol}, {'IPv6' if v6 else 'IPv4'}"
        case(name, ALL_NEEDS, seconds=240)(introduced(protocol, v6))


class Load:
    """Announces from many ports over HTTP, one after the other, through outages, until it is stopped."""

    def __init__(self, url, torrent):
        self.url = url + "?info_hash=" + urllib.request.quote(torrent.hash, safe="")
        self.ended = threading.Event()
        self.answered = 0
        self.failed = 0
        self.thread = threading.Thread(target=self.go, daemon=True)
        self.thread.start()

    def go(self):
        number = 0
        while not self.ended.is_set():
            number += 1
            # Nobody is handed out who asks for nobody and leaves again.
            query = f"&peer_id=-XX0000-{number % 1000:012}&port=1&left=9&numwant=0&event=stopped"
            try:
                urllib.request.urlopen(self.url + query, timeout=2).read()
                self.answered += 1
            except (urllib.error.URLError, OSError):
                self.failed += 1
                time.sleep(0.05)

    def stop(self):
        self.ended.set()
        self.thread.join(5)


@case("tracker: killed under load and started again, clients come back by themselves", clients.Libtorrent.needs, seconds=300)
def killed(run):
    tracker = panal.Tracker(run, TRACKER_ADDRESS)
    content = fill(run.path("content", "some.bin"), 2 * MIB, 4)
    plain = torrents.make(content, run.path("plain.torrent"), 64 * torrents.KIB)
    torrent = plain.variant(run.path("all.torrent"), "killed", tracker.http)
    panal.seed(run, torrent, content.parent, ADDRESSES[0])
    await_seed(tracker, torrent)
    load = Load(tracker.http, torrent)
    run.at_end(load.stop)
    until("there is load", lambda: load.answered > 200, 20)

    tracker.stop()
    until("it is missed", lambda: load.failed > 5, 20)
    again = panal.Tracker(run, TRACKER_ADDRESS, like=tracker)
    before = load.answered
    until("the load goes on", lambda: load.answered > before + 200, 30)
    began = time.monotonic()
    mine = panal.get(run, torrent, run.path("got"), ADDRESSES[1])
    assert mine.wait(INTERVAL_SECONDS + 60) == 0, f"panal get ended with {mine.program.code}"
    run.note(f"found each other {time.monotonic() - began:.0f} s after the start")
    assert_equal(content, run.path("got", content.name))
    await_seed(again, torrent)

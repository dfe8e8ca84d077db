"""All that a tracker keeps, over a kill under load: hosted torrents, counters, lists, messages that wait."""

import json
import threading
import urllib.parse

import torrents
from programs import until
from suite import ADDRESSES, TRACKER_ADDRESS, case
from test_messages import Reader, Tracker
from torrents import KIB, sample_folder

COMPLETED = 5
"""Peers that finished their download before the kill."""

PEERS = 200
"""One address may have 256 in a swarm."""

SAVED_SECONDS = 5
"""Counters are saved every three seconds."""


def announce(tracker, info_hash, number, source=ADDRESSES[1], **more):
    """The tracker's answer to a peer with this number."""
    query = {"info_hash": info_hash, "peer_id": b"-XX0002-peer%08d" % number, "port": 1024 + number, "left": 9, "compact": 1}
    return tracker.ask("GET", "/announce?" + urllib.parse.urlencode(query | more), source=source)[1]


def hosted(tracker):
    """Name and completed downloads of each hosted torrent."""
    status, body = tracker.ask("GET", "/api/v1/torrents")
    assert status == 200, f"{status} {body}"
    return {one["info_hash"]: (one["name"], one["completed"]) for one in json.loads(body)["torrents"]}


class Load:
    """Announces of peer after peer, through the outage, until it is stopped."""

    def __init__(self, tracker, info_hash):
        self.tracker = tracker
        self.info_hash = info_hash
        self.ended = threading.Event()
        self.answered = 0
        self.failed = 0
        self.thread = threading.Thread(target=self.go, daemon=True)
        self.thread.start()

    def go(self):
        number = 0
        while not self.ended.wait(0.002):
            number += 1
            try:
                reply = announce(self.tracker, self.info_hash, 100 + number % PEERS, ADDRESSES[2])
                assert reply.startswith(b"d8:complete"), reply
                self.answered += 1
            except OSError:
                self.failed += 1

    def stop(self):
        self.ended.set()
        self.thread.join(5)


@case("tracker: what it keeps survives kill -9 under load", seconds=120)
def kept(run):
    listed, unlisted = bytes(range(20)), bytes(range(1, 21))
    allow = run.path("allow.txt")
    allow.write_text(f"{listed.hex()} # a friend's\n")
    tracker = Tracker(run, "--policy", "allow", "--allow", allow, "--uploads", "open")
    torrent = torrents.make(sample_folder(run.path("content")), run.path("sample.torrent"), 256 * KIB)
    status, body = tracker.ask("POST", "/api/v1/torrents?name=sample", torrent.path.read_bytes())
    assert status in (200, 201), f"{status} {body}"
    name = hosted(tracker)[torrent.hash.hex()][0]

    for number in range(COMPLETED):
        announce(tracker, torrent.hash, number, event="completed", left=0)
    reader = Reader(7)
    reader.query = urllib.parse.urlencode({"info_hash": listed, "peer_id": reader.id, "key": "00000007"})
    reader.announce(tracker)
    assert reader.mail(tracker)["messages"] == []
    message = json.dumps({"to": {"peer": reader.id}, "text": "come home"})
    status, body = tracker.ask("POST", "/api/v1/messages", message, ADDRESSES[3])
    assert status == 200, f"{status} {body}"

    load = Load(tracker, torrent.hash)
    run.at_end(load.stop)
    until("there is load", lambda: load.answered > 500, 30)
    load.ended.wait(SAVED_SECONDS)
    tracker.running.program.kill()
    until("it is missed", lambda: load.failed > 5, 20)
    tracker.start()
    before = load.answered
    until("the load goes on", lambda: load.answered > before + 200, 30)

    assert hosted(tracker)[torrent.hash.hex()] == (name, COMPLETED), hosted(tracker)
    assert b"failure reason" not in announce(tracker, listed, 1), "the allow-list is gone"
    assert b"failure reason" in announce(tracker, unlisted, 1), "everybody is served"
    assert [one["text"] for one in reader.mail(tracker)["messages"]] == ["come home"]
    status, body = tracker.ask("GET", f"/files/{urllib.parse.quote(name)}.torrent")
    assert status == 200, f"{status} {body}"
    fetched = run.path("fetched.torrent")
    fetched.write_bytes(body)
    assert torrents.Torrent(fetched).hash == torrent.hash

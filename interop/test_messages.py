"""Messages between peers, through a tracker that is killed."""

import json
import threading
import time
import urllib.parse

import panal
import torrents
import trackers
from programs import until
from suite import ADDRESSES, TRACKER_ADDRESS, case
from torrents import KIB, sample_folder

READERS = 8
SENDERS = ADDRESSES[2:6]
"""Each address may send some thirty messages at once, and leave sixteen in a mailbox."""

KILL_AFTER = 60
"""Messages that were taken before the tracker is killed."""


class Tracker:
    """Ours, with a data folder and ports that stay the same over a restart."""

    def __init__(self, run, *options):
        self.run = run
        self.options = options
        self.port = 0
        self.start()

    def start(self):
        self.running = panal.Panal(
            self.run, "tracker", "--bind", TRACKER_ADDRESS, "--http-port", str(self.port), "--udp-port", "0",
            "--data", self.run.path("tracker-data"), *self.options,
        )
        self.port = self.running.expect("listening")["http_port"]
        self.http = f"http://{TRACKER_ADDRESS}:{self.port}/announce"

    def kill_and_start(self):
        self.running.program.kill()
        self.start()

    def ask(self, method, path, body=None, source=ADDRESSES[0]):
        return trackers.ask((TRACKER_ADDRESS, self.port), source, method, path, body)


class Reader:
    """A peer of a swarm of its own that announces itself and asks for its messages."""

    def __init__(self, number):
        self.query = urllib.parse.urlencode(
            {"info_hash": bytes([number]) * 20, "peer_id": b"-XX0001-reader%06d" % number, "key": f"{number:08x}"}
        )
        self.id = (b"-XX0001-reader%06d" % number).decode()
        self.torrent = (bytes([number]) * 20).hex()
        self.port = 7000 + number

    def announce(self, tracker):
        status, body = tracker.ask("GET", f"/announce?{self.query}&port={self.port}&left=1&compact=1")
        assert b"8:messages16:/api/v1/messages" in body, body
        return status

    def mail(self, tracker, after=0):
        status, body = tracker.ask("GET", f"/api/v1/messages?{self.query}&after={after}&wait=0")
        assert status == 200, f"{status} {body}"
        return json.loads(body)


@case("messages: what was taken survives kill -9")
def messages_survive(run):
    tracker = Tracker(run)
    readers = [Reader(number) for number in range(1, READERS + 1)]
    for reader in readers:
        reader.announce(tracker)
        assert reader.mail(tracker)["messages"] == []

    taken = []
    over = threading.Event()

    def send(source, number):
        count = 0
        while not over.is_set():
            reader = readers[(number + count) % READERS]
            text = f"{source} {count}"
            to = {"peer": reader.id} if count % 3 else {"torrent": reader.torrent}
            try:
                status, _ = tracker.ask("POST", "/api/v1/messages", json.dumps({"to": to, "text": text}), source)
            except OSError:
                return
            if status == 200:
                taken.append((reader.id, text))
            else:
                time.sleep(0.1)
            count += 1

    threads = [threading.Thread(target=send, args=one) for one in zip(SENDERS, range(len(SENDERS)))]
    for thread in threads:
        thread.start()
    until("messages are taken", lambda: len(taken) >= KILL_AFTER, 30)
    tracker.running.program.kill()
    over.set()
    for thread in threads:
        thread.join()
    tracker.start()

    found = 0
    for reader in readers:
        mail = reader.mail(tracker)
        texts = [message["text"] for message in mail["messages"]]
        due = [text for id, text in taken if id == reader.id]
        assert len(set(texts)) == len(texts), f"{reader.id} got a message twice"
        lost = set(due) - set(texts)
        assert not lost, f"{reader.id} lost {sorted(lost)}"
        found += len(texts)
        reader.after = mail["after"]
        assert reader.mail(tracker, reader.after)["messages"] == []
    run.note(f"{len(taken)} messages taken, {found} found after the kill")

    # That they were fetched is written a moment later; whoever says how far it has read gets none twice all the same.
    tracker.kill_and_start()
    assert all(reader.mail(tracker, reader.after)["messages"] == [] for reader in readers), "fetched messages are back"


@case("messages: a seeder hears them before and after kill -9 of the tracker")
def seeder_hears(run):
    tracker = Tracker(run)
    content = sample_folder(run.path("content"))
    torrent = torrents.make(content, run.path("sample.torrent"), 256 * KIB, tracker.http)
    seeder = panal.seed(run, torrent, content.parent, ADDRESSES[1])

    def say(text):
        def sent():
            told = panal.Panal(run, "message", tracker.http, "--torrent", torrent.path, text)
            code = told.wait(30)
            assert code == 0, f"panal message ended with {code}"
            return told.last("sent")["delivered"] + told.last("sent")["kept"] == 1

        until(f"'{text}' has a reader", sent, 30)

    say("before")
    seeder.expect("message", text="before")
    tracker.kill_and_start()
    say("after")
    message = seeder.expect("message", 60, text="after")
    assert message["to"] == "torrent" and message["from"]["address"].startswith("10.77."), message
    assert len(seeder.all("message", text="after")) == 1

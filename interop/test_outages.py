"""Trackers and peers go away and come back; the download goes on, or says what it waits for."""

import signal
import time

import panal
import torrents
from programs import until
from suite import ADDRESSES, TRACKER_ADDRESS, case
from torrents import KIB, assert_equal, sample_folder
from trackers import Opentracker, await_seed, leechers

FINISH_SECONDS = 90
END_SECONDS = 3
"""So long may an end by signal take."""


class Scene:
    """A tracker, a seeder, and a download that takes some seconds."""

    def __init__(self, run, tracker=None):
        self.run = run
        self.content = sample_folder(run.path("content"))
        file = run.path("sample.torrent")
        plain = torrents.make(self.content, file, 256 * KIB)
        self.tracker = tracker or Opentracker(run, TRACKER_ADDRESS, [plain])
        self.torrent = torrents.make(self.content, file, 256 * KIB, self.tracker.http)
        self.seeder = self.seed()
        self.port = panal.port(self.seeder)
        await_seed(self.tracker, self.torrent)

    def seed(self, *more):
        return panal.seed(self.run, self.torrent, self.content.parent, ADDRESSES[0], *more)

    def get(self, *more):
        return panal.get(
            self.run, self.torrent, self.run.path("got"), ADDRESSES[1], "--verbose", "--download-limit", "3MiB/s", *more
        )

    def half_way(self, mine):
        until("half of the download", lambda: len(mine.verified_pieces()) >= self.torrent.piece_count // 2, 60)

    def assert_finished(self, mine, seconds=FINISH_SECONDS):
        code = mine.wait(seconds)
        assert code == 0, f"panal get ended with {code}"
        assert_equal(self.content, self.run.path("got", self.content.name))


@case("outage: the tracker stops half-way", ("opentracker",))
def tracker_stops(run):
    scene = Scene(run)
    mine = scene.get()
    scene.half_way(mine)
    scene.tracker.stop()
    scene.assert_finished(mine)


@case("outage: our tracker stops half-way")
def our_tracker_stops(run):
    scene = Scene(run, panal.Tracker(run, TRACKER_ADDRESS))
    mine = scene.get()
    scene.half_way(mine)
    scene.tracker.stop()
    scene.assert_finished(mine)


@case("outage: the only seeder is killed half-way and comes back on the same port", ("opentracker",), seconds=180)
def seeder_returns(run):
    scene = Scene(run)
    mine = scene.get()
    scene.half_way(mine)
    scene.seeder.program.kill()
    time.sleep(4)
    assert mine.program.running()
    scene.seed("--port", scene.port)
    back = time.monotonic()
    scene.assert_finished(mine)
    run.note(f"finished {time.monotonic() - back:.0f} s after it was back")


@case("outage: all peers are away and the tracker hangs", ("opentracker",))
def nobody(run):
    scene = Scene(run)
    mine = scene.get()
    scene.half_way(mine)
    scene.tracker.program.signal(signal.SIGSTOP)  # it still accepts connections, and never answers
    scene.seeder.program.kill()
    reason = until("a reason for waiting", lambda: (mine.last("progress") or {}).get("waiting"), 30)
    assert "peer" in reason, reason
    until("people are told what it waits for", lambda: "waiting: " in mine.program.stderr(), 10)  # their lines are rarer
    run.note(f"waiting: {reason}")
    asked = time.monotonic()
    mine.program.signal(signal.SIGINT)
    assert mine.wait(10) == 130, f"exit {mine.program.code}"
    assert time.monotonic() - asked <= END_SECONDS, f"took {time.monotonic() - asked:.1f} s to end"


@case("outage: SIGINT and SIGTERM half-way, state saved and the tracker told")
def asked_to_end(run):
    scene = Scene(run, panal.Tracker(run, TRACKER_ADDRESS))
    verified = set()
    for number, code, pieces in ((signal.SIGINT, 130, 20), (signal.SIGTERM, 7, 50)):
        mine = scene.get()
        until(f"piece {pieces}", lambda: (mine.last("piece") or {}).get("verified_pieces", 0) >= pieces, 60)
        assert leechers(scene.tracker, scene.torrent) == 1
        asked = time.monotonic()
        mine.program.signal(number)
        assert mine.wait(10) == code, f"{number.name}: exit {mine.program.code}, not {code}"
        assert time.monotonic() - asked <= END_SECONDS, f"{number.name}: took {time.monotonic() - asked:.1f} s"
        assert leechers(scene.tracker, scene.torrent) == 0, f"{number.name}: the tracker was not told"
        verified.update(mine.verified_pieces())
    mine = scene.get()
    there, told = mine.expect("started")["verified_bytes"], scene.torrent.bytes_of(verified)
    assert there >= told, f"{told} bytes were said to be verified, {there} are there"
    scene.assert_finished(mine)

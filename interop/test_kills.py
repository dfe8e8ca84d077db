"""`kill -9` at any moment costs what was under way, and nothing that was verified."""

import random
import time

import panal
import torrents
from suite import ADDRESSES, case
from torrents import GIB, KIB, MIB, assert_equal, fill

CHANCE_SEED = 20_251
KILLS_WHILE_MOVING = 8
KILLS_WHILE_STARTING = 2
PIECE_LENGTH = 512 * KIB

TWICE_PER_KILL = 16 * MIB
"""What may have to come again after a kill: blocks that were on their way or belonged to unfinished pieces."""


@case("kill -9: 1 GiB, killed ten times", seconds=300)
def killed_ten_times(run):
    chance = random.Random(CHANCE_SEED)
    content = fill(run.path("content", "one gibibyte.bin"), GIB, 1)
    torrent = torrents.make(content, run.path("kills.torrent"), PIECE_LENGTH)
    seeder = panal.seed(run, torrent, content.parent, ADDRESSES[0], "--upload-limit", "50MiB/s")
    source = f"{ADDRESSES[0]}:{panal.port(seeder)}"

    marks = sorted(chance.sample(range(3, 97), KILLS_WHILE_MOVING))
    moments = [("moving", mark * torrent.piece_count // 100) for mark in marks]
    for _ in range(KILLS_WHILE_STARTING):
        moments.insert(chance.randrange(len(moments)), ("starting", None))

    verified = set()
    for kind, mark in moments:
        mine = start(run, torrent, source)
        if kind == "starting":
            time.sleep(chance.uniform(0.2, 1.5))
        else:
            assert_resumed(mine, verified, torrent)
            panal.until(f"piece {mark}", lambda: len(verified) + len(mine.verified_pieces()) >= mark, 120)
            time.sleep(chance.uniform(0, 0.3))
        mine.program.kill()
        verified |= fetched(mine, verified)

    mine = start(run, torrent, source)
    assert_resumed(mine, verified, torrent)
    assert mine.wait(120) == 0, f"the last run ended with {mine.program.code}"
    fetched(mine, verified)
    assert_equal(content, run.path("got", content.name))

    time.sleep(1.5)  # the seeder tells once a second
    sent = seeder.last("progress")["uploaded_bytes"]
    twice = sent - GIB
    run.note(f"random seed {CHANCE_SEED}, {len(moments)} kills, {twice / MIB:.1f} MiB sent twice")
    assert 0 <= twice <= len(moments) * TWICE_PER_KILL, f"{twice / MIB:.1f} MiB sent twice"


def start(run, torrent, source):
    return panal.get(run, torrent, run.path("got"), ADDRESSES[1], "--verbose", "--peer", source)


def assert_resumed(mine, verified, torrent):
    """It begins with at least what earlier runs said they had verified."""
    known = torrent.bytes_of(verified)
    there = mine.expect("started")["verified_bytes"]
    assert there >= known, f"{known} bytes were verified, after the kill {there}"


def fetched(mine, verified):
    """The pieces that this run has verified, none of which an earlier run had."""
    pieces = set(mine.verified_pieces())
    again = pieces & verified
    assert not again, f"fetched again though verified before: pieces {sorted(again)[:10]}"
    return pieces

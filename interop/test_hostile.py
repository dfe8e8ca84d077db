"""Peers that break the protocol lose their connection, cost little, and nobody else notices."""

import hashlib
import os
import random
import threading
import time

import hostile
import panal
import torrents
from programs import until
from suite import ADDRESSES, TRACKER_ADDRESS, case
from torrents import KIB, MIB, assert_equal, encode, fill
from wire import Wire

MORE_MEMORY = 64 * MIB
IDLE_CONNECTIONS = 300

FAILED_PIECES = 20
"""A liar is known after the first piece that is all its own; those it shares with others need a few more."""


def sample(run, size):
    content = fill(run.path("content", "sample.bin"), size, 1)
    return content, torrents.make(content, run.path("sample.torrent"), 64 * KIB)


def source(seeder, address=ADDRESSES[0]):
    return f"{address}:{panal.port(seeder)}"


@case("hostile: peers of a seed")
def against_a_seed(run):
    content, torrent = sample(run, 20 * MIB + 1)
    seeder = panal.seed(run, torrent, content.parent, ADDRESSES[0])
    host, port = source(seeder).split(":")
    # The honest one, to which the seed must not stop sending.
    mine = panal.get(run, torrent, run.path("got"), ADDRESSES[1], "--peer", source(seeder), "--download-limit", "1MiB/s")
    until("the honest download moves", lambda: (mine.last("progress") or {}).get("verified_bytes", 0) > 0, 30)
    before = seeder.program.resident_bytes()

    results = []
    threads = [
        threading.Thread(target=attack, args=(host, int(port), number, *each, results))
        for number, each in enumerate(hostile.attacks(torrent))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = sorted(filter(None, results))
    assert not wrong, "; ".join(wrong)

    crowd = []
    for number in range(IDLE_CONNECTIONS):
        peer = Wire.connect(host, int(port), ADDRESSES[2 + number % 8])
        crowd.append(peer)
        try:  # a frame of which only the beginning ever comes
            peer.handshake(torrent.hash, b"-XX0001-%012d" % number, b"\0\0\0\0\0\0\0\4")
            peer.send(b"\0\0\x40\x09\x07")
        except Exception:  # it need not let all of them in
            pass
    time.sleep(1)
    more = seeder.program.resident_bytes() - before
    for peer in crowd:
        peer.close()

    assert mine.wait(90) == 0, f"the honest download ended with {mine.program.code}"
    assert_equal(content, run.path("got", content.name))
    assert seeder.program.running()
    assert not mine.all("piece_failed")
    run.note(f"{len(results)} attacks and {IDLE_CONNECTIONS} idle connections: {more / MIB:.0f} MiB more")
    assert more < MORE_MEMORY, f"{more / MIB:.0f} MiB more"


def attack(host, port, number, what, do, seconds, results):
    """Adds what went wrong, or None."""
    try:
        peer = Wire.connect(host, port, ADDRESSES[2 + number % 8], seconds)
        began = time.monotonic()
        do(peer)
        peer.await_close()
        took = time.monotonic() - began
        results.append(f"{what}: closed after {took:.1f} s" if took > seconds else None)
    except TimeoutError:
        results.append(f"{what}: not closed within {seconds} s")
    except Exception as failure:
        results.append(None if isinstance(failure, hostile.Closed) else f"{what}: {failure!r}")


@case("hostile: one of two seeds sends corrupt blocks")
def liar(run):
    content, torrent = sample(run, 16 * MIB)
    seeder = panal.seed(run, torrent, content.parent, ADDRESSES[0], "--upload-limit", "2MiB/s")
    liar = hostile.FakePeer(run, ADDRESSES[4], torrent, hostile.corrupt(content))
    mine = panal.get(run, torrent, run.path("got"), ADDRESSES[1], "--peer", source(seeder), "--peer", liar.address)
    banned = mine.expect("peer", 60, action="banned")
    assert banned["peer"].split(":")[0] == ADDRESSES[4], f"the wrong one is banned: {banned}"
    assert mine.wait(60) == 0, f"panal get ended with {mine.program.code}"
    assert_equal(content, run.path("got", content.name))
    failed = len(mine.all("piece_failed"))
    run.note(f"{failed} pieces failed; {banned['reason']}")
    assert 0 < failed <= FAILED_PIECES, f"{failed} pieces failed"
    assert len(mine.all("peer", action="banned")) == 1


@case("hostile: nine bad peers and one good seed")
def bad_company(run):
    content, torrent = sample(run, 16 * MIB)
    seeder = panal.seed(run, torrent, content.parent, ADDRESSES[0], "--upload-limit", "2MiB/s")
    parts = [
        hostile.silent,
        hostile.deaf,
        hostile.other_torrent,
        hostile.huge_length,
        hostile.not_asked,
        hostile.other_lengths,
        hostile.flapping,
        hostile.flood,
        hostile.corrupt(content),
    ]
    peers = [hostile.FakePeer(run, ADDRESSES[1 + number % 8], torrent, part) for number, part in enumerate(parts)]
    wanted = [option for peer in peers for option in ("--peer", peer.address)]
    mine = panal.get(run, torrent, run.path("got"), ADDRESSES[9], *wanted, "--peer", source(seeder))
    assert mine.wait(90) == 0, f"panal get ended with {mine.program.code}"
    assert_equal(content, run.path("got", content.name))
    alone = [part.__name__ for part, peer in zip(parts, peers) if not peer.connections]
    assert not alone, f"never connected to: {alone}"
    peak = mine.program.peak_bytes()
    run.note(f"{mine.program.seconds:.0f} s, at most {peak / MIB:.0f} MiB")


@case("hostile: trackers that answer rubbish", seconds=150)
def rude_trackers(run):
    content, plain = sample(run, 8 * MIB)
    usual = panal.seed(run, plain, content.parent, ADDRESSES[0])
    rude = hostile.RudeTracker(run, TRACKER_ADDRESS)
    urls = [f"{rude.root}/{way}/announce" for way in rude.WAYS]
    fields = {b"info": plain.info, b"announce-list": [[url.encode()] for url in urls]}
    file = run.path("rude.torrent")
    file.write_bytes(encode(fields))
    torrent = torrents.Torrent(file)

    mine = panal.get(run, torrent, run.path("got"), ADDRESSES[1])
    for way, url in zip(rude.WAYS, urls):
        failed = mine.expect("tracker", 60, url=url, ok=False)
        run.note(f"{way}: {failed['reason']}")
        assert failed["reason"] and "Exception" not in failed["reason"] and failed["retry_seconds"] > 0, failed
        assert len(failed["reason"]) < 200 and "\n" not in failed["reason"], failed
    more = mine.program.resident_bytes() - usual.program.resident_bytes()
    assert more < MORE_MEMORY, f"{more / MIB:.0f} MiB more than without these trackers"
    mine.program.end()

    # With a peer it need not wait for any of them.
    mine = panal.get(run, torrent, run.path("got"), ADDRESSES[1], "--peer", source(usual))
    assert mine.wait(60) == 0
    assert_equal(content, run.path("got", content.name))


@case("hostile: names of files")
def names(run):
    wild = [
        [b"..", b"..", b"escaped"],
        [b"/etc/panal-escaped"],
        [b"sub", b"..", b"..", b"..", b"escaped"],
        [b"nul\0byte"],
        [b"line\nbreak\x1b[31m"],
        ["\u202egnp.exe".encode()],
        [b"\xff\xfe not utf-8"],
        [b"CON"],
        [b"aux.txt"],
        [b"dots and blanks . . "],
        [b"x" * 400],
        [b"..."],
        [b"back\\..\\slash"],
        [b"same?"],
        [b"same*"],
    ]
    data = random.Random(1).randbytes(1000 * len(wild))
    files = [{b"length": 1000, b"path": path} for path in wild]
    torrent = from_memory(run, "names", b"../wild", files, data)
    mine = download(run, torrent, data, run.path("inner", "got"))
    assert mine.wait(60) == 0, f"panal get ended with {mine.program.code}"
    found = [os.path.join(place, name) for place, _, names in os.walk(run.path("inner", "got")) for name in names]
    assert len(found) == len(wild), f"{len(found)} files of {len(wild)}"
    content = b"".join(open(file, "rb").read() for file in found)
    assert sorted(content) == sorted(data), "files have become one another"
    assert len({open(file, "rb").read() for file in found}) == len(wild)
    for file in found:
        name = os.path.basename(file)
        assert name.isprintable() and len(name.encode()) <= 255, repr(name)
    assert os.listdir(run.path("inner")) == ["got"], os.listdir(run.path("inner"))
    assert not os.path.exists("/etc/panal-escaped") and not run.path("escaped").exists()


@case("hostile: a link that leads out of the folder")
def links(run):
    data = random.Random(2).randbytes(100_000)
    outside = run.path("outside")
    outside.mkdir()
    torrent = from_memory(run, "links", b"top", [{b"length": len(data), b"path": [b"sub", b"file"]}], data)
    folder = run.path("got")
    (folder / "top").mkdir(parents=True)
    (folder / "top" / "sub").symlink_to(outside)
    mine = download(run, torrent, data, folder)
    code = mine.wait(60)
    assert not os.listdir(outside), "it was written outside of the folder"
    assert code not in (0, None), "it says that all is well"
    line = mine.program.stderr().splitlines()[-1]
    assert str(folder / "top" / "sub") in line, line
    run.note(f"exit {code}: {line}")


def from_memory(run, name, top, files, data):
    pieces = b"".join(hashlib.sha1(data[at : at + 16 * KIB]).digest() for at in range(0, len(data), 16 * KIB))
    info = {b"name": top, b"piece length": 16 * KIB, b"pieces": pieces, b"files": files}
    file = run.path(f"{name}.torrent")
    file.write_bytes(encode({b"info": info}))
    return torrents.Torrent(file)


def download(run, torrent, data, folder):
    peer = hostile.FakePeer(run, ADDRESSES[0], torrent, hostile.honest(data))
    return panal.get(run, torrent, folder, ADDRESSES[1], "--peer", peer.address)

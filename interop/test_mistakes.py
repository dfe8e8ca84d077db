"""What goes wrong for a new user: one clear line that names what it is about, and the right exit code."""

import hashlib
import json
import signal
import socket
import subprocess

import panal
import torrents
from programs import until
from suite import ADDRESSES, case
from torrents import KIB, MIB, encode, fill

FAILED, USAGE, DISK_FULL, OVERWRITE, BAD_TORRENT, BAD_MAGNET = 1, 2, 9, 13, 26, 27

PARSE_CPU_SECONDS = 1.0
"""For a whole run, the start of the JVM included, however busy the machine."""

PARSE_MEMORY = 64 * MIB
"""More than a run with a good torrent takes."""


def fails(run, code, words, *arguments, prefix=(), seconds=panal.START_SECONDS):
    """Runs `panal` with these arguments; the error has to be one line on stderr, and the only one."""
    program = run.call("panal-" + str(arguments[0] if arguments else ""), [*prefix, panal.LAUNCHER, *arguments], seconds)
    said = program.stderr().splitlines()
    what = " ".join(map(str, arguments))
    assert program.code == code, f"panal {what}: exit {program.code}, not {code}: {said}"
    assert len(said) == 1, f"panal {what}: {len(said)} lines on stderr"
    for word in words:
        assert str(word) in said[0], f"panal {what}: '{word}' is not in '{said[0]}'"
    assert not program.stdout(), f"panal {what}: writes to stdout though it failed"
    return program


def sample(run, size=3 * MIB):
    content = fill(run.path("content", "sample.bin"), size, 1)
    return content, torrents.make(content, run.path("sample.torrent"), 64 * KIB)


@case("mistake: no such file")
def no_such_file(run):
    _, torrent = sample(run)
    for verb in ("get", "seed", "info", "verify"):
        fails(run, FAILED, ["nosuch.torrent", "no such file"], verb, "nosuch.torrent")
    fails(run, FAILED, ["nosuch.bin", "no such file"], "create", "nosuch.bin")
    fails(run, FAILED, ["sample.bin", "no such file", "-d"], "seed", torrent.path, "-d", run.folder)


@case("mistake: wrong usage")
def wrong_usage(run):
    _, torrent = sample(run)
    fails(run, USAGE, ["--colour"], "get", torrent.path, "--colour")
    fails(run, USAGE, ["--max-sources"], "get", torrent.path, "--max-sources", "many")
    fails(run, USAGE, ["--port", "70000"], "get", torrent.path, "--port", "70000")
    fails(run, USAGE, ["--upload-limit"], "seed", torrent.path, "--upload-limit", "fast")
    fails(run, USAGE, ["--peer", "nowhere"], "get", torrent.path, "--peer", "nowhere")
    fails(run, USAGE, ["SOURCE"], "get")
    fails(run, USAGE, ["gte"], "gte", torrent.path)
    fails(run, USAGE, ["--piece-length"], "create", torrent.path, "--piece-length", "1000000000GB")


@case("mistake: port taken")
def port_taken(run):
    content, torrent = sample(run)
    with socket.create_server((ADDRESSES[0], 0)) as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.bind((ADDRESSES[0], 0))
        taken, taken_udp = tcp.getsockname()[1], udp.getsockname()[1]
        bind = ("--bind", ADDRESSES[0])
        fails(run, FAILED, [taken, "--port"], "seed", torrent.path, "-d", content.parent, "--port", taken, *bind)
        fails(run, FAILED, [taken, "--port"], "get", torrent.path, "--port", taken, *bind)
        fails(run, FAILED, [taken, "--http-port"], "tracker", "--http-port", taken, "--udp-port", "0", *bind)
        fails(run, FAILED, [taken_udp, "--udp-port"], "tracker", "--http-port", "0", "--udp-port", taken_udp, *bind)
    fails(run, FAILED, ["192.0.2.1", "--bind"], "seed", torrent.path, "-d", content.parent, "--bind", "192.0.2.1")


@case("mistake: folder not writable", ("setpriv",))
def not_writable(run):
    # Root may write anywhere; without this capability it is bound by the permission bits like everybody.
    as_anybody = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")
    content, torrent = sample(run)
    closed = run.path("closed")
    closed.mkdir(mode=0o555)
    fails(run, FAILED, [closed, "may not write"], "get", torrent.path, "-d", closed, "--quiet", prefix=as_anybody)
    fails(run, FAILED, [closed, "permission denied"], "create", content, "-o", closed / "x.torrent", "--quiet", prefix=as_anybody)
    secret = fill(run.path("secret.torrent"), 100, 1)
    secret.chmod(0)
    fails(run, FAILED, [secret, "permission denied"], "get", secret, prefix=as_anybody)


@case("mistake: disk full")
def disk_full(run):
    content, torrent = sample(run, 24 * MIB)
    small = small_disk(run, "16m")
    seeder = panal.seed(run, torrent, content.parent, ADDRESSES[0])
    source = ("--peer", f"{ADDRESSES[0]}:{panal.port(seeder)}", "--bind", ADDRESSES[1])
    fails(run, DISK_FULL, [small, "disk is full"], "get", torrent.path, "-d", small, "--quiet", *source)

    # Room again, and the same command goes on where it was.
    subprocess.run(["mount", "-o", "remount,size=40m", small], check=True)
    mine = panal.get(run, torrent, small, ADDRESSES[1], *source[:2])
    assert mine.expect("started")["verified_bytes"] > 0, "what fitted is fetched again"
    assert mine.wait(60) == 0
    torrents.assert_equal(content, small / content.name)

    tiny = small_disk(run, "4k")
    fails(run, DISK_FULL, [tiny, "disk is full"], "create", content, "-o", tiny / "x.torrent", "--piece-length", "16KiB", "--quiet")


def small_disk(run, size):
    """A file system of its own; it is in the mount namespace of this run only."""
    place = run.path(f"disk of {size}")
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "panal", place], check=True)
    run.at_end(lambda: subprocess.run(["umount", "-l", place], check=False))
    return place


@case("mistake: a different file is in the way")
def in_the_way(run):
    content, torrent = sample(run)
    folder = run.path("downloads")
    other = fill(folder / content.name, 5 * MIB, 2)
    before = other.read_bytes()
    fails(run, OVERWRITE, [other], "get", torrent.path, "-d", folder, "--quiet")
    assert other.read_bytes() == before
    fails(run, OVERWRITE, [torrent.path], "create", content, "-o", torrent.path, "--quiet")

    # As long as it should be, and of other bytes all through: no part of a download.
    other = fill(folder / content.name, 3 * MIB, 3)
    before = other.read_bytes()
    fails(run, OVERWRITE, [other], "get", torrent.path, "-d", folder, "--quiet")
    assert other.read_bytes() == before

    folder = run.path("a folder there")
    (folder / content.name).mkdir(parents=True)
    program = run.call("panal-get", [panal.LAUNCHER, "get", torrent.path, "-d", folder, "--quiet"])
    assert program.code in (FAILED, OVERWRITE), program.code
    assert str(folder / content.name) in program.stderr() and len(program.stderr().splitlines()) == 1, program.stderr()


def info(**changes):
    good = {b"name": b"x", b"piece length": 16 * KIB, b"length": 40_000, b"pieces": bytes(60)}
    changed = good | {name.replace("_", " ").encode(): value for name, value in changes.items()}
    return encode({b"info": {name: value for name, value in changed.items() if value is not None}})


def bad_torrents():
    """(what is wrong, bytes, words of the message)"""
    files = [{b"length": (1 << 63) - 1, b"path": [b"a"]}, {b"length": (1 << 63) - 1, b"path": [b"b"]}]
    yield "empty", b"", []
    yield "no bencode", b"<html>404 not found</html>", []
    yield "truncated", info()[:-20], []
    yield "nested without end", b"d4:info" + b"l" * 2_000_000, []
    yield "nested without end, closed", b"d4:info" + b"l" * 500_000 + b"e" * 500_000 + b"e", []
    yield "a string longer than the file", b"d4:info99999999999:x", []
    yield "a huge number", info().replace(b"i40000e", b"i" + b"9" * 400_000 + b"e"), []
    yield "a negative length", info(length=-1), ["length"]
    yield "a piece length of zero", info(piece_length=0), ["piece length"]
    yield "a negative piece length", info(piece_length=-16384), ["piece length"]
    yield "pieces that do not fit the size", info(pieces=bytes(80)), ["pieces"]
    yield "pieces of no whole hashes", info(pieces=bytes(59)), ["pieces"]
    yield "no pieces", info(pieces=None), ["pieces"]
    yield "a name that is a number", info(name=7), ["name"]
    yield "an info that is a list", encode({b"info": []}), ["info"]
    yield "sizes that overflow", info(length=None, files=files), ["length"]
    yield "many empty dictionaries", b"l" + b"de" * 2_000_000 + b"e", []


@case("mistake: bad .torrent", seconds=180)
def bad_torrent(run):
    _, torrent = sample(run)
    usual = run.call("panal-info", [panal.LAUNCHER, "info", torrent.path])
    assert usual.code == 0
    slowest, largest = 0, 0
    for what, content, words in bad_torrents():
        file = run.path(hashlib.sha1(what.encode()).hexdigest()[:8] + ".torrent")
        file.write_bytes(content)
        verb = "get" if what == "truncated" else "info"
        program = fails(run, BAD_TORRENT, [file, *words], verb, file)
        more = program.peak_bytes() - usual.peak_bytes()
        assert program.cpu_seconds() < PARSE_CPU_SECONDS, f"{what}: {program.cpu_seconds():.2f} s of CPU"
        assert more < PARSE_MEMORY, f"{what}: {more / MIB:.0f} MiB more than a good one"
        slowest, largest = max(slowest, program.cpu_seconds()), max(largest, more)
    run.note(f"at most {slowest:.2f} s of CPU and {largest / MIB:.0f} MiB more than a good one")


def odd_torrents():
    """(what is odd about it, bytes): all of it valid."""
    many = [{b"length": number % 3, b"path": [b"d%d" % (number // 1000), b"f%d" % number]} for number in range(100_000)]
    length = sum(file[b"length"] for file in many)
    hashes = (length + 16 * KIB - 1) // (16 * KIB) * 20
    tiers = [[b"http://tracker%d.invalid/announce" % number] for number in range(10_000)]
    plain = {b"name": b"x", b"piece length": 16 * KIB, b"length": 40_000, b"pieces": bytes(60)}
    yield "300,000 pieces", info(length=300_000 * 16 * KIB, pieces=bytes(300_000 * 20))
    yield "100,000 files", info(length=None, files=many, pieces=bytes(hashes))
    yield "10,000 trackers", encode({b"info": plain, b"announce-list": tiers})
    yield "unsorted and unknown keys", b"d4:zzzz1:x" + encode({b"info": plain})[1:]
    yield "pieces of 1 KiB", info(piece_length=KIB, pieces=bytes(40 * 20))
    yield "pieces of 64 MiB", info(piece_length=64 * MIB, pieces=bytes(20))
    yield "one byte", info(length=1, pieces=bytes(20))
    yield "a date before 1970 and a comment of 1 MB", encode({b"info": plain, b"creation date": -1, b"comment": b"c" * MIB})
    yield "an odd piece length", info(piece_length=40_000, pieces=bytes(20))


@case("mistake: none, though the .torrent is odd")
def odd_torrent(run):
    slowest = 0
    for what, content in odd_torrents():
        file = run.path(hashlib.sha1(what.encode()).hexdigest()[:8] + ".torrent")
        file.write_bytes(content)
        program = run.call("panal-info", [panal.LAUNCHER, "info", "--json", file])
        assert program.code == 0, f"{what}: exit {program.code}: {program.stderr()}"
        told = json.loads(program.stdout())
        assert told["info_hash"] == torrents.Torrent(file).hash.hex(), what
        slowest = max(slowest, program.cpu_seconds())
    run.note(f"at most {slowest:.1f} s of CPU")


@case("mistake: bad magnet")
def bad_magnet(run):
    for link in ("magnet:", "magnet:?dn=nothing", "magnet:?xt=urn:btih:1234", "magnet:?xt=urn:btih:" + "g" * 40):
        fails(run, BAD_MAGNET, ["magnet"], "info", link)
        fails(run, BAD_MAGNET, ["magnet"], "get", link)


@case("mistake: tracker unreachable")
def tracker_unreachable(run):
    content, _ = sample(run)
    closed = socket.create_server((ADDRESSES[0], 0))
    port = closed.getsockname()[1]
    closed.close()
    urls = [f"http://{ADDRESSES[0]}:{port}/announce", "http://tracker.invalid/announce", f"udp://{ADDRESSES[0]}:{port}"]
    for number, url in enumerate(urls):
        torrent = torrents.make(content, run.path(f"{number}.torrent"), 64 * KIB, url)
        mine = panal.get(run, torrent, run.path(f"got{number}"), ADDRESSES[1])
        failed = mine.expect("tracker", 60, ok=False)
        host = url.split("/")[2]
        line = until("a line about the tracker", lambda: [one for one in mine.program.stderr().splitlines() if host in one], 5)[0]
        assert "Exception" not in line, line
        assert failed["url"] == url and failed["reason"], failed
        run.note(line)
        until("the tracker as reason for waiting", lambda: host in (mine.last("progress") or {}).get("waiting", ""), 30)
        mine.program.signal(signal.SIGINT)
        assert mine.wait(10) == 130, mine.program.code

"""Every byte arrives, from and to each of the others, introduced by their tracker and by ours, over HTTP and UDP."""

import clients
import panal
import torrents
from suite import ADDRESSES, TRACKER_ADDRESS, case
from torrents import assert_equal, sample_folder
from trackers import Opentracker, await_seed

TRANSFER_SECONDS = 90


def made_by_panal(run):
    """The content, and a torrent of it that `panal create` made."""
    content = sample_folder(run.path("content"))
    file = run.path("made.torrent")
    panal.create(run, content, file, "--piece-length", "256KiB")
    return content, torrents.Torrent(file)


def open_tracker(run, name, served):
    return Opentracker(run, TRACKER_ADDRESS, served) if name == "opentracker" else panal.Tracker(run, TRACKER_ADDRESS)


def transfers(client, tracker_name, protocol):
    """Two swarms at once: from the other client to Panal, and the other way round."""

    def test(run):
        content, made = made_by_panal(run)
        # opentracker has to know what it serves before it has an address; the info-hash is the same with and without.
        tags = ["to panal", "from panal"]
        files = [run.path(f"{tag}.torrent") for tag in tags]
        tracker = open_tracker(run, tracker_name, [made.variant(file, tag) for file, tag in zip(files, tags)])
        url = getattr(tracker, protocol)
        down, up = (made.variant(file, tag, url) for file, tag in zip(files, tags))

        client(run, ADDRESSES[0]).seed(down, content.parent)
        panal.seed(run, up, content.parent, ADDRESSES[1])
        await_seed(tracker, down)
        await_seed(tracker, up)

        mine = panal.get(run, down, run.path("got"), ADDRESSES[2])
        theirs = client(run, ADDRESSES[3])
        theirs.leech(up, run.path("theirs"))
        assert mine.wait(TRANSFER_SECONDS) == 0, f"panal get ended with {mine.program.code}"
        theirs.await_complete(TRANSFER_SECONDS)
        assert_equal(content, run.path("got", content.name))
        assert_equal(content, run.path("theirs", content.name), client.makes_empty_files)

    return test


def mixed_swarm(run):
    """A seed of each kind, and of Panal, and three leechers that start at once and finish from all of them."""
    content, made = made_by_panal(run)
    file = run.path("mixed.torrent")
    tracker = Opentracker(run, TRACKER_ADDRESS, [made.variant(file, "mixed")])
    torrent = made.variant(file, "mixed", tracker.udp)
    for client, address in zip(clients.ALL, ADDRESSES):
        client(run, address).seed(torrent, content.parent)
    panal.seed(run, torrent, content.parent, ADDRESSES[3], "--upload-limit", "4MiB/s")
    await_seed(tracker, torrent, 4)
    # Slow enough that every kind of seed has its turn: transmission lets nobody in for the first ten seconds.
    getting = [
        panal.get(run, torrent, run.path(f"got-{address}"), address, "--download-limit", "1500KiB/s", "--seed-ratio", "9", "--seed")
        for address in ADDRESSES[4:7]
    ]
    for mine in getting:
        mine.expect("complete", TRANSFER_SECONDS)
    for mine, address in zip(getting, ADDRESSES[4:7]):
        assert_equal(content, run.path(f"got-{address}", content.name))
        agents = {peer["client"] for peer in mine.all("peer", action="connected")}
        assert len(agents) >= 3, f"{mine.program.name} met {agents} only"


def hybrid(run):
    """v1 and v2 at once (BEP 52), of which Panal moves the v1 side; only libtorrent knows these."""
    content = sample_folder(run.path("content"))
    tracker = panal.Tracker(run, TRACKER_ADDRESS)
    down, up = run.path("down.torrent"), run.path("up.torrent")
    for file, source in ((down, "to panal"), (up, "from panal")):
        panal.create(run, content, file, "--hybrid", "--piece-length", "256KiB", "--source", source, "-t", tracker.http)
    down, up = torrents.Torrent(down), torrents.Torrent(up)
    clients.Libtorrent(run, ADDRESSES[0]).seed(down, content.parent)
    panal.seed(run, up, content.parent, ADDRESSES[1])
    await_seed(tracker, down)
    await_seed(tracker, up)
    mine = panal.get(run, down, run.path("got"), ADDRESSES[2])
    theirs = clients.Libtorrent(run, ADDRESSES[3])
    theirs.leech(up, run.path("theirs"))
    assert mine.wait(TRANSFER_SECONDS) == 0, f"panal get ended with {mine.program.code}"
    theirs.await_complete(TRANSFER_SECONDS)
    assert_equal(content, run.path("got", content.name))
    assert_equal(content, run.path("theirs", content.name))


for client in clients.ALL:
    for tracker_name in ("opentracker", "panal"):
        for protocol in ("http", "udp"):
            needs = client.needs + (("opentracker",) if tracker_name == "opentracker" else ())
            case(f"transfer: {client.name} and panal, both ways, {tracker_name} tracker over {protocol}", needs, seconds=240)(
                transfers(client, tracker_name, protocol)
            )
case("transfer: mixed swarm", (*(need for client in clients.ALL for need in client.needs), "opentracker"), seconds=180)(mixed_swarm)
case("transfer: hybrid torrent, libtorrent and panal, both ways", clients.Libtorrent.needs, seconds=240)(hybrid)

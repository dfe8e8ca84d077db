"""Encrypted handshakes (MSE), from and to each of the others."""

import clients
import panal
from suite import ADDRESSES, case
from test_transfers import TRANSFER_SECONDS, made_by_panal, transfers
from torrents import assert_equal

BEGIN_SECONDS = 0.9
"""libtorrent comes back a second after an encrypted handshake was refused."""

NO_UTP = {"enable_outgoing_utp": False}
"""libtorrent tries that first, for three seconds."""

FORCED = {"out_enc_policy": 0, "in_enc_policy": 0}
RC4, BOTH = 2, 3
"""`allowed_enc_level` of libtorrent."""


def from_panal(settings, options, expected, begin=None):
    """libtorrent leeches, and connects."""

    def test(run):
        content, torrent = made_by_panal(run)
        seed = panal.seed(run, torrent, content.parent, ADDRESSES[0], *options)
        theirs = clients.Libtorrent(run, ADDRESSES[1], {**NO_UTP, **settings}, f"{ADDRESSES[0]}:{panal.port(seed)}")
        theirs.leech(torrent, run.path("theirs"))
        theirs.await_complete(TRANSFER_SECONDS)
        assert_equal(content, run.path("theirs", content.name))
        assert theirs.told("encryption") == [expected], theirs.told("encryption")
        seconds = float(theirs.told("began")[0])
        run.note(f"libtorrent began after {seconds:.2f} s")
        assert begin is None or seconds < begin, f"the first block came after {seconds} s"

    return test


def to_panal(settings, options, expected):
    """libtorrent seeds, and nobody but Panal connects."""

    def test(run):
        content, torrent = made_by_panal(run)
        theirs = clients.Libtorrent(run, ADDRESSES[0], settings)
        theirs.seed(torrent, content.parent)
        mine = panal.get(run, torrent, run.path("got"), ADDRESSES[1], "--peer", f"{ADDRESSES[0]}:{theirs.port}", *options)
        assert mine.wait(TRANSFER_SECONDS) == 0, f"panal get ended with {mine.program.code}"
        assert_equal(content, run.path("got", content.name))
        assert expected in theirs.told("encryption"), theirs.told("encryption")

    return test


class StrictTransmission(clients.Transmission):
    settings = {"encryption": 2}


class StrictAria2(clients.Aria2):
    more_options = ("--bt-require-crypto=true", "--bt-min-crypto-level=arc4")


def add(name, test, seconds=120):
    case(f"encryption: {name}", clients.Libtorrent.needs, seconds=seconds)(test)


add("libtorrent begins at once, and in the clear", from_panal({}, [], "plaintext", BEGIN_SECONDS))
add("libtorrent that forces RC4, from panal", from_panal({**FORCED, "allowed_enc_level": RC4}, [], "rc4", BEGIN_SECONDS))
add("libtorrent, from panal that requires it", from_panal({}, ["--encryption", "require"], "rc4", BEGIN_SECONDS))
add("libtorrent, from panal that has it off", from_panal({}, ["--encryption", "off"], "none"))
add("libtorrent that forces it, to panal", to_panal({**FORCED, "allowed_enc_level": BOTH}, [], "plaintext"))
add("libtorrent that forces RC4, to panal", to_panal({**FORCED, "allowed_enc_level": RC4}, [], "rc4"))
add("libtorrent, to panal that requires it", to_panal({}, ["--encryption", "require"], "rc4"))
for client in (StrictTransmission, StrictAria2):
    case(f"encryption: {client.name} that requires it and panal, both ways", client.needs, seconds=240)(
        transfers(client, "panal", "http")
    )

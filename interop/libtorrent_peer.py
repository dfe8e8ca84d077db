"""A peer made of libtorrent: ADDRESS TORRENT FOLDER [SETTINGS [PEER]]. Fetches what is missing, seeds, says its state
when that changes, `encryption=…` for each way in which it is connected, and `began=…` seconds from the first attempt to
connect to the first bytes of content."""

import json
import sys
import time

import libtorrent

POLL_SECONDS = 0.02


def encryption(peer):
    flags = libtorrent.peer_info
    return "rc4" if peer.flags & flags.rc4_encrypted else "plaintext" if peer.flags & flags.plaintext_encrypted else "none"


def tell(what, told):
    if what not in told:
        told.add(what)
        print(what, flush=True)


def main():
    address, torrent, folder, settings, peer = (sys.argv[1:] + ["{}", ""])[:5]
    host = f"[{address}]" if ":" in address else address
    session = libtorrent.session({
        "listen_interfaces": f"{host}:6881",
        "outgoing_interfaces": address,
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "alert_mask": libtorrent.alert.category_t.error_notification
        | libtorrent.alert.category_t.tracker_notification
        | libtorrent.alert.category_t.connect_notification
        | libtorrent.alert.category_t.peer_notification,
        **json.loads(settings),
    })
    handle = session.add_torrent({"ti": libtorrent.torrent_info(torrent), "save_path": folder})
    state, told, began, first = "", set(), False, None
    while True:
        for alert in session.pop_alerts():
            print(alert, file=sys.stderr, flush=True)
            if first is None and isinstance(alert, libtorrent.peer_connect_alert):
                first = time.monotonic()
        status = handle.status()
        now = str(status.state)
        if now != state:
            state = now
            print(state, flush=True)
        if peer and state == "downloading":
            host, _, port = peer.rpartition(":")
            handle.connect_peer((host, int(port)))
            peer = ""
        if first is not None and not began and status.total_payload_download:
            began = True
            print(f"began={time.monotonic() - first:.3f}", flush=True)
        for other in handle.get_peer_info():
            if not other.flags & (libtorrent.peer_info.handshake | libtorrent.peer_info.connecting):
                tell(f"encryption={encryption(other)}", told)
        time.sleep(POLL_SECONDS)


main()

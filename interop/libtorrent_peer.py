"""A peer made of libtorrent: ADDRESS TORRENT FOLDER. Fetches what is missing, seeds, says its state when that changes."""

import sys
import time

import libtorrent

POLL_SECONDS = 0.1


def main():
    address, torrent, folder = sys.argv[1:]
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
        | libtorrent.alert.category_t.peer_notification,
    })
    handle = session.add_torrent({"ti": libtorrent.torrent_info(torrent), "save_path": folder})
    state = ""
    while True:
        for alert in session.pop_alerts():
            print(alert, file=sys.stderr, flush=True)
        now = str(handle.status().state)
        if now != state:
            state = now
            print(state, flush=True)
        time.sleep(POLL_SECONDS)


main()

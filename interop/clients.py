"""Other people's clients. Each can seed and leech: seeding needs the complete files below `folder`."""

import base64
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

from programs import until

CLIENT_START_SECONDS = 15


class Transmission:
    """transmission-daemon, told what to do over its RPC."""

    needs = ("transmission-daemon",)
    name = "transmission"
    makes_empty_files = False  # 3.00 leaves out files without bytes
    settings = {}
    """More than the usual ones."""

    def __init__(self, run, address):
        v4 = ":" not in address
        rpc = address if v4 else f"127.0.1.{int(address.rpartition(':')[2], 16)}"  # it takes IPv4 only
        self.url = f"http://{rpc}:9091/transmission/rpc"
        self.session = ""
        config = run.path(f"transmission-{address}")
        config.mkdir()
        settings = {
            "bind-address-ipv4": address if v4 else "0.0.0.0",  # what it announces from, over IPv6 too
            "bind-address-ipv6": "::1" if v4 else address,
            "rpc-bind-address": rpc,
            "rpc-whitelist-enabled": False,
            "rpc-host-whitelist-enabled": False,
            "dht-enabled": False,
            "lpd-enabled": False,
            "port-forwarding-enabled": False,
            "peer-port": 51413,
            # With uTP on, transmission 3.00 does not get to TCP with peers that speak nothing else (nor with aria2).
            "utp-enabled": False,
            "trash-original-torrent-files": False,
            **self.settings,
        }
        (config / "settings.json").write_text(json.dumps(settings))
        self.program = run.start(self.name, ["transmission-daemon", "-f", "-g", config, "--log-info"])
        until("transmission answers", self._answers, CLIENT_START_SECONDS)

    def seed(self, torrent, folder):
        self._add(torrent, folder)
        until("transmission has all", lambda: self._torrent()["leftUntilDone"] == 0, 60)

    def leech(self, torrent, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self._add(torrent, folder)

    def await_complete(self, seconds):
        until("transmission is complete", self._complete, seconds)

    def _complete(self):
        torrent = self._torrent()
        assert not torrent["errorString"] or torrent["error"] in (1, 2), torrent["errorString"]
        return torrent["sizeWhenDone"] > 0 and torrent["leftUntilDone"] == 0

    def _add(self, torrent, folder):
        metainfo = base64.b64encode(torrent.path.read_bytes()).decode()
        answer = self._call("torrent-add", {"metainfo": metainfo, "download-dir": str(folder)})
        assert "torrent-added" in answer, answer

    def _torrent(self):
        fields = ["leftUntilDone", "sizeWhenDone", "status", "error", "errorString"]
        return self._call("torrent-get", {"fields": fields})["torrents"][0]

    def _answers(self):
        try:
            return self._call("session-get", {})
        except OSError:
            return None

    def _call(self, method, arguments):
        body = json.dumps({"method": method, "arguments": arguments}).encode()
        for _ in range(2):
            request = urllib.request.Request(self.url, body, {"X-Transmission-Session-Id": self.session})
            try:
                with urllib.request.urlopen(request, timeout=10) as reply:
                    answer = json.load(reply)
                assert answer["result"] == "success", answer
                return answer["arguments"]
            except urllib.error.HTTPError as error:
                if error.code != 409:
                    raise
                self.session = error.headers["X-Transmission-Session-Id"]
        raise AssertionError("transmission gives no session id")


class Aria2:
    needs = ("aria2c",)
    name = "aria2"
    makes_empty_files = True
    more_options = ()

    def __init__(self, run, address):
        self.run = run
        self.options = [
            "--no-conf",
            f"--interface={address}",
            "--listen-port=6881",
            # aria2 speaks to UDP trackers over the socket of its DHT, so that has to be on; it knows no node to ask.
            "--enable-dht=true",
            "--dht-listen-port=6881",
            f"--dht-file-path={run.path('aria2-dht-' + address)}",
            "--enable-dht6=false",
            "--bt-enable-lpd=false",
            "--file-allocation=none",
            "--summary-interval=2",
            "--follow-torrent=mem",
            *self.more_options,
        ]

    def seed(self, torrent, folder):
        self._start(torrent, folder, "--check-integrity=true", "--seed-ratio=0.0")
        until("aria2 has all", lambda: "SEED" in self.program.stdout() or "Verification finished" in self.program.stdout(), 60)

    def leech(self, torrent, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self._start(torrent, folder, "--seed-time=0")

    def await_complete(self, seconds):
        code = self.program.wait(seconds)
        assert code == 0, f"aria2c ended with {code}"

    def _start(self, torrent, folder, *more):
        self.program = self.run.start(self.name, ["aria2c", *self.options, f"--dir={folder}", *more, torrent.path])


class Libtorrent:
    needs = ("libtorrent",)
    name = "libtorrent"
    makes_empty_files = True
    port = 6881

    def __init__(self, run, address, settings=None, peer=""):
        """`settings` as libtorrent calls them; `peer`, as HOST:PORT, is connected to as soon as that can be."""
        self.run = run
        self.address = address
        self.settings = settings or {}
        self.peer = peer

    def seed(self, torrent, folder):
        self._start(torrent, folder)
        self._await("seeding", 60)

    def leech(self, torrent, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self._start(torrent, folder)

    def await_complete(self, seconds):
        self._await("seeding", seconds)

    def _start(self, torrent, folder):
        script = Path(__file__).resolve().parent / "libtorrent_peer.py"
        self.program = self.run.start(self.name, [sys.executable, script, self.address, torrent.path, folder, json.dumps(self.settings), self.peer])

    def told(self, what):
        """The values of the lines `what=…` so far."""
        return [line.partition("=")[2] for line in self.program.stdout().splitlines() if line.startswith(what + "=")]

    def _await(self, state, seconds):
        def reached():
            assert self.program.running(), f"libtorrent ended with {self.program.code}"
            return state in self.program.stdout().split()

        until(f"libtorrent is {state}", reached, seconds)


ALL = (Transmission, Aria2, Libtorrent)

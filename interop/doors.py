"""Nodes of a ring as clients and the readers of its page meet them."""

import json
import urllib.parse

import torrents
import trackers

SENDER = "127.0.0.9"
"""Where messages come from: a limit for each address holds for whoever sends them."""


class Door:
    """Of one node, for clients."""

    def __init__(self, node):
        self.node = node
        self.http = f"{node.http}/announce"

    def ask(self, method, path, body=None, source=None):
        return trackers.ask(self.node.udp, source or self.node.udp[0], method, path, body)

    def hosts(self):
        status, body = self.ask("GET", "/api/v1/torrents")
        assert status == 200, f"{status} {body}"
        return {one["info_hash"] for one in json.loads(body)["torrents"]}

    def publish(self, torrent):
        status, body = self.ask("POST", f"/api/v1/torrents?name={torrent.path.stem}", torrent.path.read_bytes())
        assert status in (200, 201), f"{status} {body}"

    def fetch(self, torrent, path):
        """The .torrent as this node's page gives it; None while the node does not host it."""
        status, body = self.ask("GET", f"/files/{torrent.hash.hex()}.torrent")
        if status != 200:
            return None
        path.write_bytes(body)
        return torrents.Torrent(path)

    def completed(self, torrent, number):
        query = {"info_hash": torrent.hash, "peer_id": b"-XX0002-peer%08d" % number, "port": 1024 + number, "compact": 1}
        for event in ({"left": 9}, {"left": 0, "event": "completed"}, {"left": 0, "event": "stopped"}):
            answer = self.ask("GET", "/announce?" + urllib.parse.urlencode(query | event))[1]
            assert b"failure reason" not in answer, answer

    def downloads(self, torrent):
        return trackers.scrape(self, torrent).get(b"downloaded")

    def send(self, reader, text):
        """Whether the message is taken."""
        message = json.dumps({"to": {"peer": reader.id}, "text": text})
        return self.ask("POST", "/api/v1/messages", message, SENDER)[0] == 200

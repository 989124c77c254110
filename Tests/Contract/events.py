"""A client of server-sent events, as plain as they come."""

from __future__ import annotations

import http.client
import json
import threading
import urllib.parse
from typing import Any


class Events(threading.Thread):
    """Reads a stream until it is closed, and comes back with the last id where that was not asked for."""

    def __init__(self, url: str, last_id: str | None = None, token: str | None = None):
        super().__init__(daemon=True)
        self.url, self.last_id, self.token = url, last_id, token
        self.events: list[dict[str, Any]] = []
        self.resets = 0
        self.streams = 0
        self._closed = threading.Event()
        self._connection: http.client.HTTPConnection | None = None
        self.start()

    def run(self):
        while not self._closed.is_set():
            try:
                self._read()
            except (OSError, http.client.HTTPException, AttributeError, ValueError):
                pass
            self._closed.wait(0.1)

    def _read(self):
        address = urllib.parse.urlsplit(self.url)
        self._connection = http.client.HTTPConnection(address.hostname, address.port, timeout=40)
        headers = {"Last-Event-ID": self.last_id} if self.last_id else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self._connection.request("GET", f"/api/v1/events?{address.query}", headers=headers)
        response = self._connection.getresponse()
        if response.status != 200:
            return
        self.streams += 1
        fields: dict[str, list[str]] = {}
        for line in iter(response.readline, b""):
            text = line.decode().rstrip("\n")
            if text:
                name, _, value = text.partition(": ")
                fields.setdefault(name, []).append(value)
                continue
            self._take(fields)
            fields = {}

    def _take(self, fields: dict[str, list[str]]):
        if fields.get("event") == ["reset"]:
            self.resets += 1
        elif "data" in fields:
            event = json.loads("\n".join(fields["data"]))
            assert [event["id"]] == fields["id"]
            self.events.append(event)
        if "id" in fields:
            self.last_id = fields["id"][-1]

    def goes_to(self, url: str):
        """The next stream is another replica's."""
        self.url = url

    def ids(self) -> list[str]:
        return [event["id"] for event in self.events]

    def close(self):
        self._closed.set()
        if self._connection and self._connection.sock:
            self._connection.sock.close()

"""Ten times what it can take: memory must not grow, and what isn't taken is answered with 503."""

from __future__ import annotations

import collections
import contextlib
import re
import subprocess
import urllib.request
from pathlib import Path

import servers
from database import Server
from load import Table, resident_megabytes, silent_agent, watched_memory, webhooks

SECONDS = 3 * servers.SECONDS


def answers(url: str) -> dict[str, int]:
    """How many requests were answered with which status so far."""
    counts: collections.Counter[str] = collections.Counter()
    text = urllib.request.urlopen(f"{url}/metrics", timeout=30).read().decode()
    for line in text.splitlines():
        found = re.match(r'whence_http_requests_total\{.*route="/webhook.*status="(\dxx)".*\} (\d+)', line)
        if found:
            counts[found[1]] += int(found[2])
    return counts


@contextlib.contextmanager
def locked(server: Server, database: str):
    """Every write waits: what a disk that hangs looks like."""
    command = [server.binaries / "psql", "-Xq", "-d", server.url(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as session:
        session.stdin.write("BEGIN; LOCK TABLE alerts, episodes IN ACCESS EXCLUSIVE MODE;\n")
        session.stdin.flush()
        yield
        session.stdin.close()


def overload(server: Server, directory: Path) -> None:
    server.fresh("overload")
    with silent_agent() as agent:
        settings = {"DATABASE_URL": server.url("overload"), "AGENT_URL": agent}
        with servers.service("whence-ingest", directory, **settings) as (url, process):
            print(f"Overload, {SECONDS} s each; ingest has {resident_megabytes(process):.0f} MB at rest")
            table = Table("what", "connections", "webhooks of", "peak MB", "after MB", "200", "503", "others", first=24)
            cases = [("as much as it takes", 1, 64, False), ("ten times", 1, 640, False), ("ten times, large", 200, 160, False),
                     ("forty times, large", 200, 640, False), ("database hangs", 1, 640, True), ("database hangs, large", 200, 640, True)]
            # Sixteen connections that send 200 alerts at a time are as many as it takes.
            peak = 0.0
            for name, alerts, connections, hangs in cases:
                before = answers(url)
                with watched_memory(process) as samples, locked(server, "overload") if hangs else contextlib.nullcontext():
                    webhooks(url, alerts, connections, seconds=SECONDS)
                difference = answers(url)
                for status, count in before.items():
                    difference[status] -= count
                taken, refused = difference.pop("2xx", 0), difference.pop("5xx", 0)
                peak = max(peak, *samples)
                table.row(name, connections, alerts, f"{max(samples):.0f}", f"{resident_megabytes(process):.0f}", f"{taken:,}", f"{refused:,}",
                          ", ".join(f"{count:,} × {status}" for status, count in sorted(difference.items()) if count))
            print(f"  the peak: {peak:.0f} MB (aim 80)\n")

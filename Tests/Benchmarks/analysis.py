"""How fast the agent answers, against a replayed cluster."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

import servers
from load import Table, cpu_seconds, milliseconds_to_first_answer, resident_megabytes, wrk

SHOP = servers.ROOT / "Tests" / "Recordings" / "shop"


def request() -> str:
    webhook = json.loads(sorted((SHOP / "webhooks").glob("*.json"))[0].read_text())
    return json.dumps({"alert": webhook["alerts"][0]})


def answer(directory: Path) -> str:
    """What the agent says of an alert, for histories to be full of."""
    with servers.replay(SHOP, directory) as (cluster, kubeconfig):
        settings = {"KUBECONFIG": str(kubeconfig), "PROMETHEUS_URL": cluster}
        with servers.service("whence-agent", directory, **settings) as (url, _):
            call = urllib.request.Request(f"{url}/analyze", request().encode(), {"Content-Type": "application/json"})
            return urllib.request.urlopen(call, timeout=30).read().decode()


def analysis(directory: Path) -> None:
    body = directory / "analyze.json"
    body.write_text(request())
    with servers.replay(SHOP, directory) as (cluster, kubeconfig):
        settings = {"KUBECONFIG": str(kubeconfig), "PROMETHEUS_URL": cluster}
        print(f"agent: first 200 after {milliseconds_to_first_answer('whence-agent', directory, **settings):.0f} ms")
        with servers.service("whence-agent", directory, **settings) as (url, process):
            print(f"agent: {resident_megabytes(process):.0f} MB resident at rest\n")
            print("Analyses of an alert of the recording shop, against the replayed cluster on the same cores")
            table = Table("connections", "analyses/s", "p50 ms", "p99 ms", "CPU ms each", "errors")
            for connections in (1, 8):
                before = cpu_seconds(process)
                load = wrk(f"{url}/analyze", "analyze.lua", connections, BODY=str(body))
                cpu = (cpu_seconds(process) - before) * 1000 / max(1, load.requests)
                table.row(connections, f"{load.rate:,.1f}", f"{load.p50:.2f}", f"{load.p99:.2f}", f"{cpu:.2f}", load.errors)
            print(f"\nagent: {resident_megabytes(process):.0f} MB resident after the load")
